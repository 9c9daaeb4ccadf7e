// Loaded into every process of a function before its handler (NODE_OPTIONS=--import). Writes a line of JSON for each
// invocation to a file in $MILLRACE_PROBE: what it was given, its time on the processor, and its requests.
import diagnostics from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'

const {
  MILLRACE_PROBE: folder = '.',
  AWS_LAMBDA_FUNCTION_NAME: name = '',
  AWS_LAMBDA_LOG_STREAM_NAME: environment = '',
} = process.env
const file = join(folder, `${environment}.jsonl`)
/** What loading the function took of a processor, in ms; told with its first invocation. */
let initCpuMs
const now = () => performance.timeOrigin + performance.now()

const milliseconds = ({ user, system }) => (user + system) / 1_000

let current
let invocations = 0

/** What is in a message, without what it is about. */
const summary = ({ body, attributes }) => {
  const { type, attempts, observations } = JSON.parse(body)
  return {
    type,
    bytes: Buffer.byteLength(body),
    receives: Number(attributes.ApproximateReceiveCount),
    attempts: attempts?.length,
    observations: observations?.map(({ task, phase }) => [task, phase]),
  }
}

const begin = (text) => {
  const { Records = [] } = JSON.parse(text)
  const messages = Records.map(summary)
  const cold = invocations === 0 ? { initCpuMs } : {}
  current = { name, environment, ...cold, messages, calls: [], started: now(), cpu: process.cpuUsage() }
  invocations += 1
}

const end = () => {
  if (!current) return
  const { cpu, ...known } = current
  const cpuMs = milliseconds(process.cpuUsage(cpu))
  const calls = known.calls.map(({ ended, ...call }) => ({ ...call, ended: ended ?? now() }))
  appendFileSync(file, `${JSON.stringify({ ...known, calls, ended: now(), cpuMs })}\n`)
  current = undefined
}

const { request } = http
http.request = (...args) => {
  const target = typeof args[0] === 'string' ? args[0] : ''
  if (/\/runtime\/invocation\/[^/]+\/(response|error)$/.test(target)) end()
  const sent = request(...args)
  if (target.endsWith('/runtime/invocation/next')) {
    initCpuMs ??= milliseconds(process.cpuUsage())
    sent.once('response', (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.once('end', () => begin(Buffer.concat(chunks).toString()))
    })
  }
  return sent
}
syncBuiltinESMExports()

const open = new WeakMap()
const start = (key, what) => {
  if (!current) return
  const call = { ...what, started: now() }
  current.calls.push(call)
  open.set(key, call)
}
const finish = (key) => {
  const call = open.get(key)
  if (call) call.ended ??= now()
}

/** Those of AWS come over node:http, those of Kubernetes over undici. */
diagnostics.subscribe('http.client.request.start', ({ request: sent }) => {
  if (sent.path.includes('/runtime/')) return
  const [api, action] = String(sent.getHeader('x-amz-target') ?? '').split('.')
  const service = api.startsWith('DynamoDB') ? 'dynamodb' : api.startsWith('AmazonSQS') ? 'sqs' : api || 's3'
  start(sent, { service, action: action ?? sent.method, path: sent.path })
})
diagnostics.subscribe('http.client.response.finish', ({ request: sent, response }) => {
  response.once('end', () => finish(sent))
})
diagnostics.subscribe('undici:request:create', ({ request: sent }) => {
  start(sent, { service: 'kubernetes', action: sent.method, path: sent.path })
})
diagnostics.subscribe('undici:request:trailers', ({ request: sent }) => finish(sent))
diagnostics.subscribe('undici:request:error', ({ request: sent }) => finish(sent))
