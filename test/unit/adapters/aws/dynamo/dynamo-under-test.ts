import { DeleteItemCommand, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import type { Item } from '../../../../../lib/adapters/aws/dynamo/item.ts'
import type { Table } from '../../../../../lib/adapters/aws/dynamo/table.ts'
import { openTable, useDynamoClient } from '../../../../support/dynamo-table.ts'

export interface DynamoUnderTest {
  table: Table
  /** Every item, in order of its keys. */
  items: () => Promise<Item[]>
  /** Changes, past the adapters, each item that `which` fits: undefined removes it. */
  tamper: (which: (item: Item) => boolean, change: (item: Item) => Item | undefined) => Promise<void>
}

/** An emulator for the tests of a file; each call of the answer opens an empty table. */
export const useDynamo = (): (() => Promise<DynamoUnderTest>) => {
  const client = useDynamoClient()

  return async () => {
    const { table, name } = await openTable(client())
    const items = async () => {
      const found: Item[] = []
      for await (const { Items = [] } of paginateScan({ client: client() }, { TableName: name })) found.push(...Items)
      const keyText = (item: Item) => `${item['pk']?.S} ${item['sk']?.S}`
      return found.sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1))
    }
    const tamper: DynamoUnderTest['tamper'] = async (which, change) => {
      for (const item of (await items()).filter(which)) {
        const changed = change(item)
        const Key = { pk: item['pk']!, sk: item['sk']! }
        if (changed) await client().send(new PutItemCommand({ TableName: name, Item: changed }))
        else await client().send(new DeleteItemCommand({ TableName: name, Key }))
      }
    }
    return { table, items, tamper }
  }
}

export const sortKey = (item: Item): string => item['sk']?.S ?? ''
export const hasSortKey =
  (begins: string) =>
  (item: Item): boolean =>
    sortKey(item).startsWith(begins)
