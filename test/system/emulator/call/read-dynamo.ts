import type { Json, JsonObject } from '../../../../lib/core/kubernetes.ts'
import { asText } from '../as-text.ts'
import type { Place } from '../resource-identity.ts'
import { type Permission, permission } from './permission.ts'

/** The partition key's name of a table, or of one of its indexes. */
export type PartitionKey = (table: string, index: string | undefined) => string | undefined

/** What a call of DynamoDB needs. A transaction needs what each of its parts does by itself. */
export const readDynamo = (
  action: string,
  input: JsonObject,
  { place, partitionKey }: { place: Place; partitionKey: PartitionKey },
): Permission[] => {
  const arnOf = (table: string, index?: string) => {
    const arn = table.startsWith('arn:') ? table : `arn:aws:dynamodb:${place.region}:${place.account}:table/${table}`
    return index === undefined ? arn : `${arn}/index/${index}`
  }
  const needed = (one: string, from: JsonObject): Permission => {
    const [table, index] = [from['TableName'] as string, from['IndexName'] as string | undefined]
    const leading = leadingKeys(from, partitionKey(table, index))
    const context: Permission['context'] = leading.length === 0 ? {} : { 'dynamodb:leadingkeys': leading }
    return permission(`dynamodb:${one}`, arnOf(table, index), context)
  }
  if (action.startsWith('Batch'))
    return Object.entries(input['RequestItems'] as Record<string, Json>).map(([table, requests]) =>
      needed(action, { TableName: table, Requests: requests }),
    )
  if (action.startsWith('Transact'))
    return (input['TransactItems'] as Record<string, JsonObject>[]).flatMap((item) =>
      Object.entries(item).map(([kind, from]) => needed(transactions[kind] ?? kind, from)),
    )
  return [input['TableName'] === undefined ? permission(`dynamodb:${action}`, '*') : needed(action, input)]
}

const transactions: Record<string, string> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

/** The values of the partition key that a request names, each once. */
const leadingKeys = (input: JsonObject, key: string | undefined): string[] => {
  if (key === undefined) return []
  const requests = (input['Requests'] ?? {}) as JsonObject | JsonObject[]
  const items = Array.isArray(requests)
    ? requests.map((one) => {
        const { PutRequest, DeleteRequest } = one as Record<string, JsonObject>
        return PutRequest?.['Item'] ?? DeleteRequest?.['Key']
      })
    : ((requests['Keys'] ?? []) as Json[])
  const found = [input['Key'], input['Item'], ...items].map((item) => scalar((item as JsonObject | undefined)?.[key]))
  return [...new Set([...found, queried(input, key)].filter((one) => one !== undefined))]
}

/** A scalar of the wire, `{S: 'text'}`, as text. */
const scalar = (value: Json | undefined): string | undefined => {
  const [first] = Object.values((value ?? {}) as JsonObject)
  return first === undefined ? undefined : asText(first)
}

/** The value that a key condition wants the partition key to equal. */
const queried = (input: JsonObject, key: string): string | undefined => {
  const names = (input['ExpressionAttributeNames'] ?? {}) as Record<string, string>
  const values = (input['ExpressionAttributeValues'] ?? {}) as JsonObject
  for (const [, name = '', value = ''] of asText(input['KeyConditionExpression']).matchAll(/([#\w]+)\s*=\s*(:\w+)/g))
    if ((names[name] ?? name) === key) return scalar(values[value])
  return undefined
}
