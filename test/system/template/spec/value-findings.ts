import type { Json, JsonObject } from '../../../../lib/core/kubernetes.ts'
import { asText } from '../../emulator/as-text.ts'
import { branches, functionIn, isObject, isOptional } from './branches.ts'
import { type PropertySpecs, type PropertyType, propertiesOf } from './service-spec.ts'

/** What of an object is not as AWS says: names that are not known, what is missing, values of another type. */
export const objectFindings = (value: JsonObject, specs: PropertySpecs, where: string): string[] => [
  ...Object.entries(specs)
    .filter(([name, { required }]) => required === true && (value[name] === undefined || isOptional(value[name])))
    .map(([name]) => `${where}.${name}: is required`),
  ...Object.entries(value).flatMap(([name, one]) => {
    const spec = specs[name]
    return spec ? valueFindings(one, spec.type, `${where}.${name}`) : [`${where}.${name}: no such property`]
  }),
]

const valueFindings = (value: Json, type: PropertyType, where: string): string[] =>
  branches(value).flatMap((one) => decidedFindings(one, type, where))

/** Functions that answer a list; all others answer a text, which may be a reference to anything. */
const listFunctions = new Set(['Fn::Split', 'Fn::GetAZs', 'Fn::Cidr'])

const decidedFindings = (value: Json, type: PropertyType, where: string): string[] => {
  const [name] = functionIn(value) ?? []
  if (name === undefined) return literalFindings(value, type, where)
  const wantsList = type.type === 'array'
  const mayBeList = listFunctions.has(name) || name === 'Ref' || name === 'Fn::GetAtt'
  if (wantsList !== listFunctions.has(name) && !(wantsList && mayBeList) && isNarrow(type))
    return [`${where}: expected ${type.type}, got ${name}`]
  return []
}

/** Whether a text can be told from what is wanted. */
const isNarrow = ({ type }: PropertyType): boolean => type !== 'json' && type !== 'union'

const literalFindings = (value: Json, type: PropertyType, where: string): string[] => {
  switch (type.type) {
    case 'ref':
      return isObject(value) ? objectFindings(value, propertiesOf(type), where) : expected('an object', value, where)
    case 'tag':
      return isObject(value) ? objectFindings(value, tag, where) : expected('a tag', value, where)
    case 'map':
      if (!isObject(value)) return expected('an object', value, where)
      return Object.entries(value).flatMap(([name, one]) => valueFindings(one, type.element, `${where}.${name}`))
    case 'array':
      if (!Array.isArray(value)) return expected('a list', value, where)
      return value.flatMap((one, n) => valueFindings(one, type.element, `${where}[${n}]`))
    case 'union':
      return unionFindings(value, type.types, where)
    default:
      return primitiveFindings(value, type, where)
  }
}

const tag: PropertySpecs = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
}

/** Those of the alternative that fits best. `json` fits everything, so it counts only where no other has the shape. */
const unionFindings = (value: Json, types: readonly PropertyType[], where: string): string[] => {
  const shaped = types.filter(({ type }) =>
    Array.isArray(value) ? type === 'array' : isObject(value) && (type === 'ref' || type === 'map'),
  )
  const found = (shaped.length > 0 ? shaped : types).map((type) => valueFindings(value, type, where))
  return found.sort((a, b) => a.length - b.length)[0] ?? []
}

const primitiveFindings = (value: Json, type: PropertyType, where: string): string[] => {
  if (!primitives[type.type]?.(value)) return expected(type.type, value, where)
  const allowed: readonly Json[] | undefined = 'allowedValues' in type ? type.allowedValues : undefined
  return allowed?.includes(value) === false
    ? expected(`one of ${allowed.map((one) => asText(one)).join(', ')}`, value, where)
    : []
}

const primitives: Record<string, (value: Json) => boolean> = {
  string: (value) => typeof value === 'string',
  'date-time': (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  json: () => true,
}

const expected = (what: string, value: Json, where: string): string[] => [
  `${where}: expected ${what}, got ${JSON.stringify(value)}`,
]
