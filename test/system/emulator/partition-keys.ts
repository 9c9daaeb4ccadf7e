import type { PartitionKey } from './call/read-dynamo.ts'
import type { ResolvedTemplate } from './template.ts'

type Keyed = { IndexName?: string; KeySchema?: { AttributeName: string; KeyType: string }[] }

/** The partition keys of a template's tables and indexes. A table is known by its name or its ARN. */
export const partitionKeys = (template: ResolvedTemplate): PartitionKey => {
  const tables = template.ofType('AWS::DynamoDB::Table')
  return (table, index) => {
    const found = tables.find(({ name, attributes }) => name === table || attributes['Arn'] === table)
    const properties = (found?.properties ?? {}) as Keyed & { GlobalSecondaryIndexes?: Keyed[] }
    const keyed =
      index === undefined ? properties : properties.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index)
    return keyed?.KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName
  }
}
