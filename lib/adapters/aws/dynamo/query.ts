import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb'
import type { Call } from './call.ts'
import { type Expression, placeholders } from './expression.ts'
import { type Item, number } from './item.ts'
import type { KeyRange } from './keys.ts'
import { type IndexName, keyAttributes } from './table-shape.ts'

/** What of one partition of the table or of an index is asked for. `upTo` is for a sort key that is a number. */
export interface Query {
  range: KeyRange | { pk: string; sk: { upTo: number } }
  index?: IndexName
  /** From the end of the partition. */
  descending?: boolean
  limit?: number
  /** Answers only the keys; they cost as much as the items. */
  keysOnly?: boolean
}

/** Strongly consistent, but for an index: those lag behind, and cannot be read otherwise. */
export async function* queryPages(
  { name, call }: { name: string; call: Call },
  { range, index, descending, limit = Infinity, keysOnly }: Query,
): AsyncGenerator<Item[]> {
  const condition = conditionOf(range, index)
  let left = limit
  let from: Item | undefined
  while (left > 0) {
    const command = new QueryCommand({
      TableName: name,
      KeyConditionExpression: condition.text,
      ...placeholders(condition, keysOnly ? ['pk', 'sk'] : []),
      ...(index ? { IndexName: index } : { ConsistentRead: true }),
      ...(descending && { ScanIndexForward: false }),
      ...(Number.isFinite(left) && { Limit: left }),
      ...(keysOnly && { ProjectionExpression: '#pk, #sk' }),
      ...(from && { ExclusiveStartKey: from }),
    })
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await call('Query', (client, options) =>
      client.send(command, options),
    )
    yield Items
    if (LastEvaluatedKey === undefined) return
    left -= Items.length
    from = LastEvaluatedKey
  }
}

const conditionOf = ({ pk, sk }: Query['range'], index: IndexName | undefined): Expression => {
  const names = keyAttributes[index ?? 'table']
  const partition = `#${names.pk} = :pk`
  const values = { pk: { S: pk } }
  if (sk === undefined) return { text: partition, values }
  const { text, values: more } = sortCondition(`#${names.sk}`, sk)
  return { text: `${partition} AND ${text}`, values: { ...values, ...more } }
}

type SortRange = NonNullable<Query['range']['sk']>

const sortCondition = (name: string, sk: SortRange): { text: string; values: Item } => {
  if ('begins' in sk) return { text: `begins_with(${name}, :begins)`, values: { begins: { S: sk.begins } } }
  if ('below' in sk) return { text: `${name} < :below`, values: { below: { S: sk.below } } }
  if ('upTo' in sk) return { text: `${name} <= :upTo`, values: { upTo: number(sk.upTo) } }
  return { text: `${name} BETWEEN :from AND :to`, values: { from: { S: sk.from }, to: { S: sk.to } } }
}
