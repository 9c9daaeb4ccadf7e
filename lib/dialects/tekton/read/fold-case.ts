import * as z from 'zod'
import { isObject } from '../../canonical-json.ts'
import type { Path } from '../../yaml/document.ts'
import { keyOf, type Moves } from './moved.ts'

/**
 * Gives fields the spelling of the schema: Tekton decodes JSON as Go does, which does not mind the case of a field's
 * name and takes `null` for absence.
 */
export const foldCase = (schema: z.ZodType, value: unknown): { value: unknown; moves: Moves } => {
  const moves: Moves = new Map()
  return { value: fold(schema, value, { now: [], before: [], moves }), moves }
}

interface Where {
  now: Path
  before: Path
  moves: Moves
}

const fold = (schema: z.ZodType | undefined, value: unknown, where: Where): unknown => {
  const known = unwrapped(schema)
  const into = (to: string | number, from: string | number): Where => ({
    now: [...where.now, to],
    before: [...where.before, from],
    moves: where.moves,
  })
  if (known instanceof z.ZodArray && Array.isArray(value))
    return value.map((item, index) => fold(known.element as z.ZodType, item, into(index, index)))
  if (!(known instanceof z.ZodObject) || !isObject(value)) return value
  const shape = known.shape as Record<string, z.ZodType>
  const spelled = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]))
  const folded: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const meant = spelled.get(key.toLowerCase())
    const name = Object.hasOwn(shape, key) || meant === undefined || Object.hasOwn(value, meant) ? key : meant
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (item === null && field && !field.safeParse(null).success) continue
    const at = into(name, key)
    if (name !== key) where.moves.set(keyOf(at.now), at.before)
    folded[name] = fold(field, item, at)
  }
  return folded
}

const unwrapped = (schema: z.ZodType | undefined): z.ZodType | undefined =>
  schema instanceof z.ZodOptional ? unwrapped(schema.unwrap() as z.ZodType) : schema
