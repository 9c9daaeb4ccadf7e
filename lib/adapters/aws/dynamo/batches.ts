import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { Call } from './call.ts'
import { type Item, keyItem, keyOf } from './item.ts'
import type { Key } from './keys.ts'
import { untilProcessed } from './until-processed.ts'

/** Most items of one request, as DynamoDB says. */
const maxGet = 100
const maxWrite = 25

export interface BatchDeps {
  name: string
  call: Call
  pause: (longest: number) => Promise<void>
}

/** The items that there are, in any order; strongly consistent. No key may come twice. */
export const batchGet = async ({ name, call, pause }: BatchDeps, keys: readonly Key[]): Promise<Item[]> => {
  const found: Item[] = []
  const send = async (page: readonly Key[]): Promise<Key[]> => {
    const command = new BatchGetItemCommand({
      RequestItems: { [name]: { Keys: page.map(keyItem), ConsistentRead: true } },
    })
    const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await call('BatchGetItem', (client, options) =>
      client.send(command, options),
    )
    found.push(...(Responses?.[name] ?? []))
    return (UnprocessedKeys?.[name]?.Keys ?? []).map(keyOf)
  }
  await Promise.all(pages(keys, maxGet).map((items) => untilProcessed({ items, send, pause })))
  return found
}

export const batchDelete = async ({ name, call, pause }: BatchDeps, keys: readonly Key[]): Promise<void> => {
  const send = async (page: readonly Key[]): Promise<Key[]> => {
    const command = new BatchWriteItemCommand({
      RequestItems: { [name]: page.map((key) => ({ DeleteRequest: { Key: keyItem(key) } })) },
    })
    const { UnprocessedItems }: BatchWriteItemCommandOutput = await call('BatchWriteItem', (client, options) =>
      client.send(command, options),
    )
    return (UnprocessedItems?.[name] ?? []).flatMap(({ DeleteRequest }) =>
      DeleteRequest?.Key ? [keyOf(DeleteRequest.Key)] : [],
    )
  }
  // One after another: what is removed is in no hurry, and would take the write units from what is.
  for (const items of pages(keys, maxWrite)) await untilProcessed({ items, send, pause })
}

const pages = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size))
