import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { JsonObject } from '../../../lib/core/kubernetes.ts'
import { asText } from './as-text.ts'
import { type AwsCall, type AwsRequest, type CallContext, readCall } from './call/read-call.ts'
import { toMissObject } from './call/read-s3.ts'
import { askForCapacity, unitsOf } from './capacity.ts'
import { type FaultPlan, sendRefusal } from './fault.ts'
import { type LoopbackServer, readBody, startLoopbackServer } from './loopback-server.ts'
import type { RecordedCall, Recorder } from './recorder.ts'
import { type PlainAnswer, sendRequest } from './send-request.ts'
import type { Service } from './service.ts'

export interface RecordingProxyOptions extends CallContext {
  /** Whose calls come here. */
  function: string
  endpoints: Readonly<Record<Service, string>>
  recorder: Recorder
  /** Asks DynamoDB for the units of every call. */
  capacity?: boolean
  /** What goes wrong at present. */
  faults?: FaultPlan
}

/** Stands between one function and every AWS service: forwards each call to its emulator and records it. */
export const startRecordingProxy = (options: RecordingProxyOptions): Promise<LoopbackServer> =>
  startLoopbackServer(async (request, response) => {
    const asked = await read(request)
    const call = readCall(asked, options)
    const at = Date.now()
    const started = performance.now()
    const known = { ...call, function: options.function, by: 'function' as const, at, ...environmentOf(request) }
    const seen = await carryOut(options, asked, { call, response })
    options.recorder.record({
      ...known,
      ...seen,
      bytesIn: asked.body.length,
      durationMs: performance.now() - started,
    })
  })

/** The session token names the execution environment: each has credentials of its own. */
const environmentOf = ({ headers }: IncomingMessage): { environment?: string } => {
  const token = headers['x-amz-security-token']
  return typeof token === 'string' ? { environment: token } : {}
}

const read = async (request: IncomingMessage): Promise<AwsRequest> => ({
  method: request.method ?? 'GET',
  url: new URL(request.url ?? '/', 'http://localhost'),
  headers: request.headers,
  body: await readBody(request),
})

type Seen = Pick<RecordedCall, 'status' | 'bytesOut' | 'error' | 'units'> & Partial<Pick<RecordedCall, 'permissions'>>

const carryOut = async (
  { endpoints, capacity = false, faults, ...options }: RecordingProxyOptions,
  request: AwsRequest,
  { call, response }: { call: AwsCall; response: ServerResponse },
): Promise<Seen> => {
  const fault = faults?.({ ...call, function: options.function })
  if (fault?.delayMs !== undefined) await wait(fault.delayMs)
  if (fault?.refuse) {
    const bytesOut = sendRefusal(response, call.service, fault.refuse)
    return { status: fault.refuse.status, bytesOut, error: fault.refuse.code }
  }
  const counted = capacity && call.service === 'dynamodb' ? askForCapacity(call.action, request.body) : undefined
  const answer = await forward(endpoints[call.service], { ...request, body: counted ?? request.body })
  if (fault?.dropAnswer === true) response.destroy()
  else response.writeHead(answer.status, withoutConnection(answer.headers)).end(answer.body)
  return seenOf(call, answer, counted !== undefined)
}

/** Headers that belong to a connection, not to what is sent over it. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'expect']

const withoutConnection = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name)))

const forward = (endpoint: string, { method, url, headers, body }: AwsRequest): Promise<PlainAnswer> => {
  const target = new URL(url.pathname + url.search, endpoint)
  return sendRequest({ method, url: target, headers: withoutConnection(headers), body })
}

const seenOf = (call: AwsCall, { status, body }: PlainAnswer, counted: boolean): Seen => {
  const seen = { status, bytesOut: body.length }
  if (call.service === 's3' && status === 404)
    return { ...seen, permissions: [...call.permissions, ...toMissObject(call.action, call.permissions)] }
  if (call.service === 's3' || call.service === 'sts' || (status < 400 && !counted)) return seen
  const answer = JSON.parse(body.toString() || '{}') as JsonObject
  return {
    ...seen,
    ...(status >= 400
      ? {
          error: asText(answer['__type'] ?? answer['code'], String(status))
            .split('#')
            .at(-1),
        }
      : {}),
    ...(counted ? { units: unitsOf(call.action, status, answer) } : {}),
  }
}
