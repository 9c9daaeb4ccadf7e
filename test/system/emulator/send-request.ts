import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { readBody } from './loopback-server.ts'

export interface PlainRequest {
  method: string
  url: URL
  headers: OutgoingHttpHeaders
  body?: Buffer | string
}

export interface PlainAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** The connections that are used last stay warm; no limit, so that a long poll holds nobody up. */
const agent = new Agent({ keepAlive: true, scheduling: 'lifo' })

/** One HTTP request over a connection that is kept, with its whole answer. Rejects when the connection breaks. */
export const sendRequest = ({ method, url, headers, body }: PlainRequest): Promise<PlainAnswer> =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      readBody(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
        reject,
      )
    })
    sent.once('error', reject)
    sent.end(body)
  })
