import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { tableShape, ttlAttribute } from '../../../../lib/adapters/aws/dynamo/table-shape.ts'
import type { Json } from '../../../../lib/core/kubernetes.ts'
import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { lastingFindings } from './lasting.ts'

const Table = z.looseObject({
  DeletionProtectionEnabled: z.boolean().default(false),
  PointInTimeRecoverySpecification: z.looseObject({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
  TimeToLiveSpecification: z.looseObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
})

/** The table has the keys and indexes that the adapters expect, forgets what is over, and cannot be lost by mistake. */
export const checkTable: Check = (template) => {
  const tables = resolveTemplate(template).ofType('AWS::DynamoDB::Table')
  if (tables.length !== 1) return [`there are ${tables.length} tables, not one`]
  return tables.flatMap(({ logicalId, properties }) => {
    const { DeletionProtectionEnabled, PointInTimeRecoverySpecification, TimeToLiveSpecification } =
      Table.parse(properties)
    return [
      ...Object.entries(tableShape)
        .filter(([name, shape]) => !isSame(properties[name], shape))
        .map(([name]) => `${logicalId}.${name}: is not what the adapters expect`),
      ...(TimeToLiveSpecification?.Enabled && TimeToLiveSpecification.AttributeName === ttlAttribute
        ? []
        : [`${logicalId}: does not forget by ${ttlAttribute}`]),
      ...(PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled
        ? []
        : [`${logicalId}: cannot be restored to a point in time`]),
      ...(DeletionProtectionEnabled ? [] : [`${logicalId}: may be deleted`]),
      ...lastingFindings(template, logicalId),
    ]
  })
}

/** In any order, since DynamoDB has none. */
const isSame = (given: Json | undefined, shape: unknown): boolean => isDeepStrictEqual(inOrder(given), inOrder(shape))

const inOrder = (value: unknown): unknown =>
  Array.isArray(value) ? value.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))) : value
