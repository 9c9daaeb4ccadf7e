import {
  type ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { jitteredWait } from '../jittered-wait.ts'
import { batchDelete, batchGet } from './batches.ts'
import { createCall } from './call.ts'
import { isRefusal } from './dynamo-error.ts'
import { type Expression, placeholders } from './expression.ts'
import { type Item, keyItem, keyOf, textIn } from './item.ts'
import type { Key } from './keys.ts'
import { type Query, queryPages } from './query.ts'

/** Whether a conditional write was done. If not, `stored` is what is there instead. */
export type Outcome = { done: true; item?: Item } | { done: false; stored?: Item }

/**
 * The one table. Reads are strongly consistent, but those of an index and the scan. Throws `Unavailable`,
 * `Unauthorized` and `Invalid`, as `dynamoCall` says.
 *
 * The SDK tries again when an answer is lost. A conditional write that has been done may thus meet itself and be
 * answered as refused: whoever asks must be right in both cases.
 */
export interface Table {
  get(key: Key): Promise<Item | undefined>
  put(item: Item, condition?: Expression): Promise<Outcome>
  /** Answers the item as it is afterwards. */
  update(key: Key, set: Item, condition: Expression): Promise<Outcome>
  /** Answers the item as it was. */
  delete(key: Key, condition?: Expression): Promise<Outcome>
  /** The items page by page, in order of the sort key; at most `query.limit` in all. */
  pages(query: Query): AsyncGenerator<Item[]>
  query(query: Query): Promise<Item[]>
  /** Those that there are, in any order. */
  getAll(keys: readonly Key[]): Promise<Item[]>
  deleteAll(keys: readonly Key[]): Promise<void>
  /** The partitions of a page of at most `limit` items that `filter` fits. `next` continues after it. */
  scan(filter: Expression, options: { limit: number; after?: Key }): Promise<{ pks: string[]; next?: Key }>
  /** Waits up to `longest` milliseconds before something is tried again. Throws `Unavailable` when the time is over. */
  pause(longest: number): Promise<void>
}

export interface TableOptions {
  client: DynamoDBClient
  name: string
  /** Aborts what is under way when the present invocation ends. */
  signal?: () => AbortSignal | undefined
}

export const createTable = ({ client, name, signal = () => undefined }: TableOptions): Table => {
  const call = createCall({ client, name, signal })
  const batches = { name, call, pause: (longest: number) => jitteredWait(longest, signal()) }

  const pages = (query: Query) => queryPages({ name, call }, query)

  return {
    get: async (key) => {
      const command = new GetItemCommand({ TableName: name, Key: keyItem(key), ConsistentRead: true })
      return (await call('GetItem', (client, options) => client.send(command, options))).Item
    },

    put: async (item, condition) => {
      const command = new PutItemCommand({
        TableName: name,
        Item: item,
        ...(condition && conditional(condition)),
      })
      return outcome(async () => {
        await call('PutItem', (client, options) => client.send(command, options))
        return undefined
      })
    },

    update: async (key, set, condition) => {
      const changes = Object.keys(set).map((attribute) => `#${attribute} = :set_${attribute}`)
      const values = Object.fromEntries(Object.entries(set).map(([attribute, value]) => [`set_${attribute}`, value]))
      const { text } = condition
      const command = new UpdateItemCommand({
        TableName: name,
        Key: keyItem(key),
        UpdateExpression: `SET ${changes.join(', ')}`,
        ...conditional({ text, values: { ...condition.values, ...values } }, Object.keys(set)),
        ReturnValues: 'ALL_NEW',
      })
      return outcome(
        async () => (await call('UpdateItem', (client, options) => client.send(command, options))).Attributes,
      )
    },

    delete: async (key, condition) => {
      const command = new DeleteItemCommand({
        TableName: name,
        Key: keyItem(key),
        ...(condition && conditional(condition)),
        ReturnValues: 'ALL_OLD',
      })
      return outcome(
        async () => (await call('DeleteItem', (client, options) => client.send(command, options))).Attributes,
      )
    },

    pages,
    query: async (query) => {
      const items: Item[] = []
      for await (const page of pages(query)) items.push(...page)
      return items
    },
    getAll: (keys) => batchGet(batches, keys),
    deleteAll: (keys) => batchDelete(batches, keys),

    scan: async (filter, { limit, after }) => {
      const command = new ScanCommand({
        TableName: name,
        FilterExpression: filter.text,
        ...placeholders(filter),
        ProjectionExpression: '#pk',
        Limit: limit,
        ...(after && { ExclusiveStartKey: keyItem(after) }),
      })
      const { Items = [], LastEvaluatedKey } = await call('Scan', (client, options) => client.send(command, options))
      return {
        pks: Items.map((item) => textIn(item, 'pk')),
        ...(LastEvaluatedKey && { next: keyOf(LastEvaluatedKey) }),
      }
    },

    pause: batches.pause,
  }
}

const conditional = (condition: Expression, also?: readonly string[]) => ({
  ConditionExpression: condition.text,
  ...placeholders(condition, also),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
})

const outcome = async (write: () => Promise<Item | undefined>): Promise<Outcome> => {
  try {
    const item = await write()
    return { done: true, ...(item && { item }) }
  } catch (error) {
    if (!isRefusal(error)) throw error
    const { Item: stored } = error as ConditionalCheckFailedException
    return { done: false, ...(stored && { stored }) }
  }
}
