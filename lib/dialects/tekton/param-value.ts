import type { Json } from '../../core/kubernetes.ts'
import type { Value } from '../../core/variable.ts'
import type { ParamSpec } from './schema/param.ts'

export type ParamType = 'string' | 'array' | 'object'
export const paramTypes: readonly string[] = ['string', 'array', 'object']

const isText = (value: unknown): value is string => typeof value === 'string'

/** Lists and maps of strings as they are; anything else is its JSON text, and `null` is empty. */
export const paramValueOf = (json: Json): Value => {
  if (isText(json)) return json
  if (json === null) return ''
  if (Array.isArray(json) && json.every(isText)) return json
  if (typeof json === 'object' && !Array.isArray(json) && Object.values(json).every(isText))
    return json as Record<string, string>
  return JSON.stringify(json)
}

export const typeOf = (value: Value): ParamType =>
  typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object'

/** The declared type; without one that of the properties or of the default, else a string. */
export const declaredType = (spec: Pick<ParamSpec, 'type' | 'properties' | 'default'>): ParamType => {
  const { type, properties } = spec
  if (type === 'string' || type === 'array' || type === 'object') return type
  if (properties) return 'object'
  return spec.default === undefined || spec.default === null ? 'string' : typeOf(paramValueOf(spec.default))
}

export const defaultOf = (spec: Pick<ParamSpec, 'default'>): Value | undefined =>
  spec.default === undefined || spec.default === null ? undefined : paramValueOf(spec.default)
