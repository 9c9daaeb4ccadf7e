import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface LoopbackServer {
  url: string
  /** Ends what is still open. */
  close: () => Promise<void>
}

/** Answers one request. What it throws is answered with 500 and the error's text. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

/** Idle connections stay: a function that was frozen for minutes finds its own open, as long as AWS would keep it. */
const options = { keepAliveTimeout: 600_000, requestTimeout: 0 }

/** An HTTP server on a free port of the loopback; with a key and a certificate it is HTTPS. */
export const startLoopbackServer = async (
  handle: Handler,
  tls?: { key: string; cert: string },
): Promise<LoopbackServer> => {
  const listener: RequestListener = (request, response) => void answer(handle, request, response)
  const server: Server = tls ? createTlsServer({ ...options, ...tls }, listener) : createServer(options, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const answer = async (handle: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    await handle(request, response)
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy()
    else response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String((error as Error).stack))
  }
}

/** The whole body of a request or an answer. */
export const readBody = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body)
  const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'Content-Length': Buffer.byteLength(text) }
  response.writeHead(status, headers).end(text)
}
