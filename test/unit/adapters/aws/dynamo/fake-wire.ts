import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { onTestFinished } from 'vitest'
import { createTable, type Table } from '../../../../../lib/adapters/aws/dynamo/table.ts'

export interface WireCall {
  /** As `PutItem`. */
  action: string
  /** The request's JSON. */
  input: Record<string, unknown>
}

/** What is answered: JSON, or an error of this name; no answer, the connection closed or kept open. */
export type WireAnswer = (Record<string, unknown> & { error?: string; status?: number }) | 'lost' | 'silent'

export interface FakeWire {
  table: Table
  calls: WireCall[]
}

/** DynamoDB's wire protocol with what `answer` says at the other end: for what no emulator does. */
export const fakeWire = async (
  answer: (call: WireCall, n: number) => WireAnswer,
  options: { signal?: () => AbortSignal | undefined; maxAttempts?: number } = {},
): Promise<FakeWire> => {
  const calls: WireCall[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = { action: actionOf(request), input: JSON.parse(await textOf(request)) as Record<string, unknown> }
    calls.push(call)
    const said = answer(call, calls.length)
    if (said === 'lost') request.socket.destroy()
    if (said === 'lost' || said === 'silent') return
    const { error, status = error === undefined ? 200 : 400, ...rest } = said
    const body = error === undefined ? rest : { __type: `com.amazonaws.dynamodb.v20120810#${error}`, ...rest }
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  }
  // A request that its sender has given up cannot be read to its end.
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: options.maxAttempts ?? 2,
  })
  onTestFinished(async () => {
    client.destroy()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return { table: createTable({ client, name: 'millrace', ...options }), calls }
}

const actionOf = (request: IncomingMessage): string => String(request.headers['x-amz-target']).split('.')[1]!

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
