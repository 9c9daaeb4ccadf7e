import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface ParameterStore {
  endpoint: string
  /** What it has, by name; an error is answered in place of a value. */
  parameters: Map<string, string | { error: string; message?: string }>
  close: () => Promise<void>
}

/** As much of Systems Manager as a command asks for, on the loopback. */
export const startParameterStore = async (): Promise<ParameterStore> => {
  const parameters: ParameterStore['parameters'] = new Map()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { Name } = (await json(request)) as { Name: string }
    const found = parameters.get(Name) ?? { error: 'ParameterNotFound' }
    const isThere = typeof found === 'string'
    const body = isThere ? { Parameter: { Name, Value: found } } : { __type: found.error, message: found.message }
    response.writeHead(isThere ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, parameters, close }
}
