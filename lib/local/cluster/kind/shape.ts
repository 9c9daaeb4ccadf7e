import type { Json, JsonObject } from '../../../core/kubernetes.ts'
import { isObject, textOf, withoutNulls } from '../api/json.ts'

/** Where a value stands, in the words of Go's decoder: the struct that has the field, and the path to it. */
interface Place {
  owner: string
  path: string
}

/** Reads a value of one type; throws when it is of another. `go` is the type's name in the server's messages. */
export interface Shape {
  go: string
  read: (value: Json, place: Place) => Json
}

const mismatch = (value: Json, place: Place, go: string): Error => {
  const got = nameOf(value)
  const where = place.path === '' ? 'value' : `struct field ${place.owner}.${place.path}`
  return new Error(`json: cannot unmarshal ${got} into Go ${where} of type ${go}`)
}

const nameOf = (value: Json): string => {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : typeof value
}

const scalar = (go: string, fits: (value: Json) => boolean): Shape => ({
  go,
  read: (value, place) => {
    if (!fits(value)) throw mismatch(value, place, go)
    return value
  },
})

export const text = scalar('string', (value) => typeof value === 'string')
export const flag = scalar('bool', (value) => typeof value === 'boolean')
export const integer = scalar('int64', (value) => Number.isSafeInteger(value))
const quantityShape = /^[+-]?(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/

/** An amount such as `1Gi` or `500m`; a bare number is one too. */
const quantity: Shape = {
  go: 'resource.Quantity',
  read: (value) => {
    const written = textOf(value)
    if (quantityShape.test(written)) return written
    throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
  },
}

/** Something that nobody here looks into. */
export const raw: Shape = { go: 'interface {}', read: withoutNulls }

/** A map of texts; a null in it is the empty text. */
export const texts: Shape = {
  go: 'map[string]string',
  read: (value, place) => {
    if (!isObject(value)) throw mismatch(value, place, 'map[string]string')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, item === null ? '' : text.read(item, place)]),
    )
  },
}

/** Amounts by resource, such as `cpu`. */
export const quantities: Shape = {
  go: 'v1.ResourceList',
  read: (value, place) => {
    if (!isObject(value)) throw mismatch(value, place, 'v1.ResourceList')
    return Object.fromEntries(Object.entries(value).map(([name, amount]) => [name, quantity.read(amount, place)]))
  },
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** A map of bytes, base64. */
export const bytes: Shape = {
  go: 'map[string][]uint8',
  read: (value, place) => {
    const read = texts.read(value, { ...place })
    const damaged = Object.values(read as JsonObject).some(
      (item) => !base64.test(textOf(item).replaceAll(/[\r\n]/g, '')),
    )
    if (damaged) throw new Error('illegal base64 data at input byte 0')
    return read
  },
}

export const listOf = (item: Shape): Shape => ({
  go: `[]${item.go}`,
  read: (value, place) => {
    if (!Array.isArray(value)) throw mismatch(value, place, `[]${item.go}`)
    return value.map((each) => item.read(each, place))
  },
})

/** A struct: fields that are not named here travel as they are, nulls are dropped. */
export const struct = (name: string, fields: Record<string, Shape>, namespace = 'v1.'): Shape => ({
  go: `${namespace}${name}`,
  read: (value, place) => {
    if (!isObject(value)) throw mismatch(value, place, `${namespace}${name}`)
    const kept = Object.entries(value).filter(([, item]) => item !== null)
    const read = ([key, item]: [string, Json]): [string, Json] => {
      const path = place.path === '' ? key : `${place.path}.${key}`
      const shape = Object.hasOwn(fields, key) ? fields[key] : undefined
      return [key, (shape ?? raw).read(item, { owner: name, path })]
    }
    return Object.fromEntries(kept.map(read))
  },
})
