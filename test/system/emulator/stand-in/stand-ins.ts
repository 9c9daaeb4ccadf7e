import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject } from '../../../../lib/core/kubernetes.ts'
import { asText } from '../as-text.ts'
import { type LoopbackServer, readBody, sendJson, startLoopbackServer } from '../loopback-server.ts'
import { type Place, secretArn } from '../resource-identity.ts'
import type { RoleCredentials } from './identities.ts'
import { createSts, type Sts } from './sts.ts'

export interface StandInOptions {
  place: Place
  credentials: readonly RoleCredentials[]
}

/** An event as PutEvents was given it, with the bus it went to. */
export interface PutEvent {
  EventBusName: string
  Source: string
  DetailType: string
  Detail: string
  [field: string]: unknown
}

/** SSM, Secrets Manager, EventBridge and STS, as far as functions use them, on one address of the loopback. */
export interface StandIns extends LoopbackServer {
  /** Values by the parameter's name, as it is asked for. */
  parameters: Map<string, string>
  /** Texts by the secret's name or ARN. */
  secrets: Map<string, string>
  /** What has been put on any bus. */
  events: PutEvent[]
  sts: Sts
}

export const startStandIns = async ({ place, credentials }: StandInOptions): Promise<StandIns> => {
  const state = { place, parameters: new Map<string, string>(), secrets: new Map<string, string>(), events: [] }
  const sts = createSts(place.account, credentials)
  const server = await startLoopbackServer(async (request, response) => {
    const target = request.headers['x-amz-target']
    if (target === undefined) return answerSts(sts, request, response)
    const action = String(target).split('.').at(-1) ?? ''
    const input = JSON.parse((await readBody(request)).toString() || '{}') as JsonObject
    const { status = 200, ...body } = actions[action]?.(input, state) ?? refusal('UnknownOperationException', action)
    sendJson(response, status, body)
  })
  return { ...server, ...state, sts }
}

const answerSts = (sts: Sts, request: IncomingMessage, response: ServerResponse): void => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  const headers = request.headers as Record<string, string | undefined>
  const { status, body } = sts({ method: request.method ?? 'GET', url, headers })
  response.writeHead(status, { 'Content-Type': 'text/xml' }).end(body)
}

type State = Pick<StandIns, 'parameters' | 'secrets' | 'events'> & { place: Place }
type Answer = Record<string, unknown> & { status?: number }

const refusal = (code: string, message: string): Answer => ({ status: 400, __type: code, message })

const actions: Record<string, (input: JsonObject, state: State) => Answer> = {
  GetParameter: ({ Name }, { parameters, place }) => {
    const name = asText(Name).replace(/^arn:.*:parameter(?=\/)/, '')
    const value = parameters.get(name)
    if (value === undefined) return refusal('ParameterNotFound', `there is no parameter ${name}`)
    const ARN = `arn:aws:ssm:${place.region}:${place.account}:parameter/${name.replace(/^\//, '')}`
    return { Parameter: { ARN, Name: name, Type: 'String', Value: value, Version: 1, DataType: 'text' } }
  },
  GetSecretValue: ({ SecretId }, { secrets, place }) => {
    const id = asText(SecretId)
    const found = [...secrets].find(([name]) => name === id || secretArn(name, place) === id)
    if (!found) return refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    const [name, text] = found
    return { ARN: name.startsWith('arn:') ? name : secretArn(name, place), Name: name, SecretString: text }
  },
  PutEvents: ({ Entries }, { events }) => {
    const entries = Entries as unknown as PutEvent[]
    events.push(...entries.map((entry) => ({ ...entry, EventBusName: entry.EventBusName ?? 'default' })))
    return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: crypto.randomUUID() })) }
  },
}
