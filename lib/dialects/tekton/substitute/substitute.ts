import type { Json } from '../../../core/kubernetes.ts'
import { slotsIn } from '../../../core/slot.ts'
import type { Value } from '../../../core/variable.ts'
import type { Issue } from '../../issue.ts'
import type { Path } from '../../yaml/document.ts'
import { onlyReference, replaceReferences } from './reference.ts'
import type { Scope } from './scope.ts'

export interface Site {
  /** Where the value stands, for what is said about it. */
  path: Path
  report: (issue: Issue) => void
}

/**
 * Replaces the references in every text of a JSON value, once. An element of a list that is nothing but a reference to
 * a list becomes its elements. A list or a map inside other text stays as it is written.
 */
export const substitute = <T extends Json>(json: T, scope: Scope, site: Site): T => replaced(json, scope, site) as T

const replaced = (json: Json, scope: Scope, site: Site): Json => {
  if (typeof json === 'string') return substituteText(json, scope, site)
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json)) return json.flatMap((item, index) => elements(item, scope, inside(site, index)))
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, replaced(item, scope, inside(site, key))]))
}

export const inside = ({ path, report }: Site, ...steps: Path): Site => ({ path: [...path, ...steps], report })

const elements = (item: Json, scope: Scope, site: Site): Json[] => {
  if (typeof item !== 'string') return [replaced(item, scope, site)]
  const value = substituteWhole(item, scope, site)
  return Array.isArray(value) ? value : [typeof value === 'string' ? value : item]
}

/** The elements of a list of texts, lists among them spread out. */
export const substituteTexts = (texts: readonly string[], scope: Scope, site: Site): string[] =>
  substitute([...texts], scope, site)

export const substituteText = (text: string, scope: Scope, site: Site): string =>
  replaceReferences(text, (reference) => {
    const value = look(reference, scope, site)
    return typeof value === 'string' ? value : undefined
  })

/** Like `substituteText`, but lists and maps become their JSON text. */
export const substituteAsJson = (text: string, scope: Scope, site: Site): string =>
  replaceReferences(text, (reference) => {
    const value = look(reference, scope, site)
    return value === undefined ? undefined : jsonText(value, site)
  })

/** The value of a text: a reference alone keeps the type of what it stands for. */
export const substituteWhole = (text: string, scope: Scope, site: Site): Value => {
  const reference = onlyReference(text)
  if (reference === undefined) return substituteText(text, scope, site)
  return look(reference, scope, site) ?? text
}

/** A value of a param or a result: whole references inside lists are spread, those alone are taken as they are. */
export const substituteValue = (value: Value, scope: Scope, site: Site): Value => {
  if (typeof value === 'string') return substituteWhole(value, scope, site)
  return substitute(value, scope, site)
}

const look = (reference: string, scope: Scope, { path, report }: Site): Value | undefined => {
  const found = scope(reference)
  if (!found) return undefined
  if (!found.problem) return found.value
  report({ ...found.problem, path })
  return undefined
}

/** A list that is one value known only later is written as JSON when it is filled in. */
const jsonText = (value: Value, { path, report }: Site): string => {
  if (typeof value === 'string') return value
  const open = slotsIn(value)
  if (open.length === 0) return JSON.stringify(value)
  if (Array.isArray(value) && value.length === 1 && open.length === 1) return value[0]!
  const message = 'a list or a map with values that are known only while running cannot be part of a text yet'
  report({ code: 'NotSupportedYet', path, message, hint: 'refer to its elements one by one' })
  return ''
}
