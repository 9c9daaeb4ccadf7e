import { Readable } from 'node:stream'

export interface WireRequest {
  method: string
  hostname: string
  path: string
  query?: Record<string, unknown>
  headers: Record<string, string>
  body?: unknown
}

export interface WireAnswer {
  status?: number
  headers?: Record<string, string>
  /** Text or bytes as they are; anything else as JSON. */
  body?: unknown
}

/** An answer, or what the wire throws. */
type Say = (request: WireRequest, n: number) => WireAnswer | Error | Promise<WireAnswer | Error>

export interface FakeWire {
  requests: WireRequest[]
  /** What a client is made with, so that it talks to this wire. */
  config: {
    region: string
    credentials: { accessKeyId: string; secretAccessKey: string }
    maxAttempts: number
    requestHandler: { handle: (request: WireRequest, options?: { abortSignal?: AbortSignal }) => Promise<unknown> }
  }
}

/** Says what a test wants a service of AWS to say. The client's own retries are few, and wait for a moment only. */
export const fakeWire = (say: Say): FakeWire => {
  const requests: WireRequest[] = []
  const handle = async (request: WireRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
    if (abortSignal?.aborted) throw abortError(abortSignal)
    requests.push(request)
    const answer = await Promise.race([say(request, requests.length), aborted(abortSignal)])
    if (answer instanceof Error) throw answer
    const { status = 200, headers = {}, body = '' } = answer
    const content = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(content)]) } }
  }
  const config = {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-access-key' },
    maxAttempts: 2,
    requestHandler: { handle },
  }
  return { requests, config }
}

/** An error as services with JSON protocols answer it. */
export const refusal = (status: number, name: string, message = 'no'): WireAnswer => ({
  status,
  body: { __type: name, message },
})

/** The body of a request with a JSON protocol. */
export const jsonOf = ({ body }: WireRequest): Record<string, unknown> =>
  JSON.parse(textOf(body)) as Record<string, unknown>

export const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array)

/** What is asked of a service with a JSON protocol, such as `SendMessageBatch`. */
export const actionOf = ({ headers }: WireRequest): string => (headers['x-amz-target'] ?? '').replace(/^.*\./, '')

/** A connection that does not answer in time. */
export const timeout = (): Error => Object.assign(new Error('no answer in time'), { name: 'TimeoutError' })

export const never = (): Promise<never> => new Promise(() => {})

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(abortError(signal)), { once: true })
  })

/** As the SDK’s own handler of HTTP throws it. */
const abortError = ({ reason }: AbortSignal): Error => Object.assign(new Error(String(reason)), { name: 'AbortError' })
