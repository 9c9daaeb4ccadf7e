import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { KubeConnection } from '../../../../lib/adapters/kube/connection.ts'
import { urlConnection } from '../../../../lib/adapters/kube/url-connection.ts'

export interface FakeServer {
  url: string
  connection: KubeConnection
  /** Every request, as `METHOD path?query`. */
  requests: string[]
  /** TCP connections so far. */
  connections: () => number
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Says on loopback what a test wants an API server to say; ends with the test. */
export const fakeServer = async (answer: Answer): Promise<FakeServer> => {
  const requests: string[] = []
  let connections = 0
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connection = urlConnection({ url, token: 'secret' })
  onTestFinished(async () => {
    await connection.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url, connection, requests, connections: () => connections }
}

export const json = (response: ServerResponse, code: number, body: unknown): void => {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export const status = (code: number, fields: object = {}): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  code,
  ...fields,
})
