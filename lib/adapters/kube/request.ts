// Plain JSON requests through the connection's pool: the generated client's classes cost half a second to load, drop the
// fields that they do not know, and turn times into Dates in lists but not in watches. Objects stay as they were sent.
import type { Dispatcher } from 'undici'
import { MillraceError } from '../../core/error.ts'
import type { KubeConnection } from './connection.ts'
import { isStatus, refusal, unavailable } from './errors.ts'

export interface KubeRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** As `/api/v1/namespaces/x/pods`, its parts encoded. */
  path: string
  query?: Readonly<Record<string, string | number | boolean | undefined>>
  body?: unknown
  /** Which kind of patch the body is. */
  patch?: 'merge' | 'strategic-merge'
  /** HTTP codes besides 2xx that, with a Status, are an answer to the caller and not an error. */
  accept?: readonly number[]
}

export interface StreamOptions {
  /** Ends the stream at once, without an error. */
  signal?: AbortSignal
  /** Longest wait for the first byte and between two; absent: any. */
  silenceMs?: number
}

/** Throws `Unavailable`, or what the refusal means (see `refusal`). */
export interface KubeApi {
  send(request: KubeRequest): Promise<{ code: number; body: unknown }>
  /** The body of the answer as it comes. Closing the iterator closes the connection. */
  stream(request: KubeRequest, options: StreamOptions): AsyncIterable<Uint8Array>
}

export const createKubeApi = (connection: KubeConnection, timeoutMs: number): KubeApi => {
  const open = async (request: KubeRequest, limits: Limits): Promise<Dispatcher.ResponseData> => {
    const { headers, dispatcher } = await connection.credentials()
    const content = request.body === undefined ? undefined : JSON.stringify(request.body)
    return dispatcher.request({
      ...address(connection.server, request),
      method: request.method,
      headers: { ...headers, ...contentHeaders(request) },
      body: content,
      ...limits,
    })
  }
  return {
    async send(request: KubeRequest) {
      const { code, text } = await once(request, timeoutMs, open)
      const body = parse(code, text, request)
      const expected = isStatus(body) && request.accept?.includes(code)
      if (code >= 300 && !expected) throw refusal(code, body, titleOf(request))
      return { code, body }
    },
    stream: (request, options) => streamed(request, options, open),
  }
}

type Open = (request: KubeRequest, limits: Limits) => Promise<Dispatcher.ResponseData>

interface Limits {
  signal?: AbortSignal
  headersTimeout: number
  bodyTimeout: number
}

const once = async (request: KubeRequest, timeoutMs: number, open: Open): Promise<{ code: number; text: string }> => {
  const signal = AbortSignal.timeout(timeoutMs)
  // The server is told too: what it has not done by then it does not do, and that bounds the horizon.
  const query = { ...request.query, timeout: `${Math.ceil(timeoutMs / 1000)}s` }
  try {
    const answer = await open({ ...request, query }, { signal, headersTimeout: 0, bodyTimeout: 0 })
    return { code: answer.statusCode, text: await answer.body.text() }
  } catch (error) {
    if (error instanceof MillraceError) throw error
    const message = signal.aborted ? `The cluster did not answer within ${timeoutMs} ms.` : unreachable(error)
    throw unavailable(message, titleOf(request), error)
  }
}

async function* streamed(request: KubeRequest, options: StreamOptions, open: Open): AsyncGenerator<Uint8Array> {
  const { signal, silenceMs = 0 } = options
  if (signal?.aborted) return
  try {
    const answer = await open(request, { signal, headersTimeout: silenceMs, bodyTimeout: silenceMs })
    if (answer.statusCode >= 300) {
      const body = parse(answer.statusCode, await answer.body.text(), request)
      throw refusal(answer.statusCode, body, titleOf(request))
    }
    for await (const chunk of answer.body) yield chunk as Uint8Array
  } catch (error) {
    if (signal?.aborted) return
    if (error instanceof MillraceError) throw error
    throw unavailable(unreachable(error), titleOf(request), error)
  }
}

const address = (server: string, { path, query = {} }: KubeRequest): { origin: string; path: string } => {
  const base = new URL(server)
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  const prefix = base.pathname.replace(/\/$/, '')
  return { origin: base.origin, path: `${prefix}${path}${search.size > 0 ? `?${search.toString()}` : ''}` }
}

const contentHeaders = ({ body, patch }: KubeRequest): Record<string, string> => ({
  accept: 'application/json',
  'user-agent': 'millrace',
  ...(body !== undefined && { 'content-type': patch ? `application/${patch}-patch+json` : 'application/json' }),
})

const parse = (code: number, text: string, request: KubeRequest): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (code < 300) throw unavailable('The cluster answered with something that is not JSON.', titleOf(request), cause)
    return undefined
  }
}

const titleOf = ({ method, path }: KubeRequest): string => `${method} ${path}`

const unreachable = (error: unknown): string =>
  `The cluster cannot be reached: ${error instanceof Error ? error.message || error.name : String(error)}`
