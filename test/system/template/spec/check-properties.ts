import type { Check } from '../check.ts'
import { resourceSpec } from './service-spec.ts'
import { objectFindings } from './value-findings.ts'

/** Every resource is of a type that AWS has, with the properties that it has, at every depth. */
export const checkProperties: Check = ({ Resources }) =>
  Object.entries(Resources).flatMap(([logicalId, { Type, Properties }]) => {
    const spec = resourceSpec(Type)
    return spec ? objectFindings(Properties, spec.properties, logicalId) : [`${logicalId}: no such type: ${Type}`]
  })
