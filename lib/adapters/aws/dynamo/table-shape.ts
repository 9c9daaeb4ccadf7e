import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

/** The key attributes of the table and of its indexes, which have only the keys of those items that belong in them. */
export const keyAttributes = {
  table: { pk: 'pk', sk: 'sk' },
  /** Lists: what belongs to a namespace or is of a kind. */
  gsi1: { pk: 'gsi1pk', sk: 'gsi1sk' },
  /** When a run wants to be looked at; the sort key is a number. */
  gsi2: { pk: 'gsi2pk', sk: 'gsi2sk' },
} as const
export type IndexName = Exclude<keyof typeof keyAttributes, 'table'>

/** Epoch seconds after which DynamoDB may remove an item. */
export const ttlAttribute = 'expiresAt'

const numbers: readonly string[] = [keyAttributes.gsi2.sk]
const indexNames = ['gsi1', 'gsi2'] as const

const keySchema = ({ pk, sk }: { pk: string; sk: string }) => [
  { AttributeName: pk, KeyType: 'HASH' as const },
  { AttributeName: sk, KeyType: 'RANGE' as const },
]

/** What the table must be like, as `CreateTable` takes it: the one truth for templates and tests. */
export const tableShape = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: Object.values(keyAttributes)
    .flatMap(({ pk, sk }) => [pk, sk])
    .map((name) => ({ AttributeName: name, AttributeType: numbers.includes(name) ? 'N' : 'S' })),
  KeySchema: keySchema(keyAttributes.table),
  GlobalSecondaryIndexes: indexNames.map((name) => ({
    IndexName: name,
    KeySchema: keySchema(keyAttributes[name]),
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  })),
} satisfies Omit<CreateTableCommandInput, 'TableName'>
