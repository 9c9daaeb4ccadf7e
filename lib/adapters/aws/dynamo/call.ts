import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoCall } from './dynamo-error.ts'

/** One request of the named action. Throws what `dynamoCall` does. */
export type Call = <T>(
  action: string,
  send: (client: DynamoDBClient, options: { abortSignal?: AbortSignal }) => Promise<T>,
) => Promise<T>

export interface CallOptions {
  client: DynamoDBClient
  /** Of the table. */
  name: string
  /** Aborts what is under way when the present invocation ends, the SDK's waits before a further try included. */
  signal: () => AbortSignal | undefined
}

export const createCall =
  ({ client, name, signal }: CallOptions): Call =>
  (action, send) =>
    dynamoCall(`${action} of table ${name}`, () => send(client, { abortSignal: signal() }))
