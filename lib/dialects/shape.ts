import * as z from 'zod'
import type { Issue } from './issue.ts'
import { didYouMean } from './suggest.ts'
import type { Path } from './yaml/document.ts'

/** What is left of a type when everything that had the wrong shape is taken out. Lists keep their positions. */
export type Loose<T> = T extends readonly (infer U)[]
  ? (Loose<U> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: Loose<T[K]> }
    : T | undefined

/**
 * Compares a value with a schema of strict objects, lists and records. Answers everything that does not fit, and the
 * value without it, so that the rest can be checked in the same go.
 */
export const checkShape = <T>(schema: z.ZodType<T>, value: unknown): { value: Loose<T>; issues: Issue[] } => {
  const result = schema.safeParse(value)
  if (result.success) return { value: result.data as Loose<T>, issues: [] }
  const rest = structuredClone(value)
  const issues = result.error.issues.flatMap((issue) => translate(schema, value, issue))
  for (const { path } of issues) removeAt(rest, path)
  return { value: rest as Loose<T>, issues }
}

/** There, but of the wrong type: that has been said, so nothing is said about its absence. */
export const isRefused = (value: object, key: string): boolean =>
  Object.hasOwn(value, key) && Reflect.get(value, key) === undefined

const translate = (schema: z.ZodType, value: unknown, issue: z.core.$ZodIssue): Issue[] => {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(schema, path, key))
  const given = valueAt(value, path)
  if (given === undefined) return [{ code: 'MissingField', path, message: `${nameOf(path)} is missing` }]
  if (issue.code !== 'invalid_type')
    return [{ code: 'InvalidValue', path, message: `${nameOf(path)} ${issue.message}` }]
  const expected = typeNames[issue.expected] ?? issue.expected
  const message = `${nameOf(path)} must be ${expected}, not ${typeOf(given)}`
  return [{ code: 'WrongType', path, message, hint: typeHint(issue.expected, given) }]
}

const unknownField = (schema: z.ZodType, path: Path, key: string): Issue => {
  const known = fieldsAt(schema, path)
  const hint = didYouMean(key, known) ?? `the fields here are ${known.join(', ')}`
  return { code: 'UnknownField', path: [...path, key], at: 'key', message: `unknown field "${key}"`, hint }
}

const typeNames: Record<string, string> = {
  string: 'a string',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'string') return 'a string'
  return `the ${typeof value} ${JSON.stringify(value)}`
}

const typeHint = (expected: string, given: unknown): string | undefined => {
  if (given === null) return 'give it a value, or leave the field out'
  if (expected === 'string' && typeof given !== 'object') return 'put it in quotes'
  if (expected === 'array' && typeof given === 'string') return `write [${JSON.stringify(given)}]`
  return undefined
}

/** `spec.task[3].image` */
export const nameOf = (path: Path): string =>
  path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : name ? `${name}.${step}` : step),
    '',
  ) || 'the document'

const valueAt = (value: unknown, path: Path): unknown => {
  let at = value
  for (const step of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<string | number, unknown>)[step]
  }
  return at
}

/** Sets to undefined, so that positions in lists stay. */
const removeAt = (value: unknown, path: Path): void => {
  const parent = valueAt(value, path.slice(0, -1))
  const last = path.at(-1)
  if (last === undefined || parent === null || typeof parent !== 'object' || !Object.hasOwn(parent, last)) return
  Reflect.set(parent, last, undefined)
}

const fieldsAt = (schema: z.ZodType, path: Path): string[] => {
  let at: unknown = unwrap(schema)
  for (const step of path) {
    if (at instanceof z.ZodObject) at = unwrap((at.shape as Record<string, unknown>)[step])
    else if (at instanceof z.ZodArray) at = unwrap(at.element)
    else if (at instanceof z.ZodRecord) at = unwrap(at.valueType)
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

const unwrap = (schema: unknown): unknown => (schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema)
