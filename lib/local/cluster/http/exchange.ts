import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Json } from '../../../core/kubernetes.ts'
import { badRequest, tooLarge, unsupportedMediaType } from '../api/api-error.ts'

/** One request and its answer. */
export interface Exchange {
  method: string
  path: string
  query: URLSearchParams
  request: IncomingMessage
  response: ServerResponse
}

/** What is answered when nothing is streamed. */
export interface Reply {
  code: number
  body: string
  type?: string
}

export const json = (code: number, body: unknown): Reply => ({
  code,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

export const send = (response: ServerResponse, { code, body, type = 'application/json' }: Reply): void => {
  const headers = {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache, private',
  }
  response.writeHead(code, headers).end(body)
}

export const isOn = (query: URLSearchParams, name: string): boolean => ['true', '1'].includes(query.get(name) ?? '')

/** A number of the query; undefined when absent. Throws the API server's 400. */
export const numberOf = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (/^-?\d+$/.test(text)) return Number(text)
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

/** As a real API server: it refuses bodies over 3 MiB. */
const bodyLimit = 3 * 1024 * 1024

export const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyLimit) throw tooLarge(bodyLimit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

export const contentType = ({ headers }: IncomingMessage): string =>
  (headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''

/** The body of a POST, PUT or DELETE. Throws the API server's 400 and 415. */
export const readJson = async (request: IncomingMessage, kind: string): Promise<Json> => {
  const text = await readBody(request)
  if (contentType(request) !== 'application/json')
    throw unsupportedMediaType(
      'the body of the request was in an unknown format - accepted media types include: application/json',
    )
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${(error as Error).message} (${text.slice(0, 64)})`,
    )
  }
}
