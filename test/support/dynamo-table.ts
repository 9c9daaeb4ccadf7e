import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { createTable, type Table } from '../../lib/adapters/aws/dynamo/table.ts'
import { tableShape } from '../../lib/adapters/aws/dynamo/table-shape.ts'
import { startDynoxide } from './dynoxide.ts'

export const dynamoClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })

/** An emulator for the tests of a file, or of a suite; the answer is its client, once they run. */
export const useDynamoClient = (): (() => DynamoDBClient) => {
  let client: DynamoDBClient
  let stop: () => Promise<void>
  beforeAll(async () => {
    const dynoxide = await startDynoxide()
    client = dynamoClient(dynoxide.endpoint)
    stop = dynoxide.stop
  })
  afterAll(async () => {
    client?.destroy()
    await stop?.()
  })
  return () => client
}

/** A new table of Millrace, empty. */
export const openTable = async (
  client: DynamoDBClient,
): Promise<{ table: Table; name: string; close: () => Promise<void> }> => {
  const name = `millrace-${randomUUID()}`
  await client.send(new CreateTableCommand({ TableName: name, ...tableShape }))
  const close = async () => void (await client.send(new DeleteTableCommand({ TableName: name })))
  return { table: createTable({ client, name }), name, close }
}
