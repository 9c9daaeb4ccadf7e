import { isDeepStrictEqual } from 'node:util'

type Fields = Readonly<Record<string, unknown>>

/**
 * The JSON merge patch (RFC 7386) that gives `live` what `wanted` says and takes from it what only `before`, the document
 * last applied, said. Fields that neither names are the cluster's own and stay. Undefined: nothing differs.
 * A list differs as a whole, unless every element already has what is wanted of it.
 */
export const mergePatch = (live: Fields, wanted: Fields, before: Fields = {}): Fields | undefined => {
  const patch: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(wanted)) {
    const difference = differenceOf(live[name], value, before[name])
    if (difference !== undefined) patch[name] = difference
  }
  for (const name of Object.keys(before)) if (!(name in wanted) && name in live) patch[name] = null
  return Object.keys(patch).length > 0 ? patch : undefined
}

const differenceOf = (live: unknown, wanted: unknown, before: unknown): unknown => {
  if (wanted === undefined || covers(live, wanted)) {
    return isFields(wanted) && isFields(live) && isFields(before) ? mergePatch(live, wanted, before) : undefined
  }
  if (isFields(wanted) && isFields(live)) return mergePatch(live, wanted, isFields(before) ? before : {})
  return wanted
}

/** Whether `live` has everything that is wanted; servers add defaults and leave out what is empty. */
const covers = (live: unknown, wanted: unknown): boolean => {
  if (wanted === null || wanted === undefined) return live === undefined || live === null
  if (Array.isArray(wanted)) {
    if (live === undefined) return wanted.length === 0
    return (
      Array.isArray(live) && live.length === wanted.length && wanted.every((item, index) => covers(live[index], item))
    )
  }
  if (!isFields(wanted)) return isDeepStrictEqual(live, wanted)
  if (live === undefined) return Object.keys(wanted).length === 0
  return isFields(live) && Object.entries(wanted).every(([name, value]) => covers(live[name], value))
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
