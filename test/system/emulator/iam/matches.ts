import type { Permission } from '../call/permission.ts'
import type { Statement } from './policy.ts'

/** Whether a pattern with `*` and `?` fits a text. */
export const fits = (pattern: string, text: string): boolean => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
}

/** Whether a statement speaks of a call: its action, its resource and its conditions all fit. */
export const speaksOf = (statement: Statement, { action, resource, context }: Permission): boolean =>
  among(statement.Action, statement.NotAction, (pattern) => fits(pattern.toLowerCase(), action.toLowerCase())) &&
  among(statement.Resource, statement.NotResource, (pattern) => fits(pattern, resource)) &&
  Object.entries(statement.Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const found = (key.toLowerCase() === 'aws:securetransport' ? ['true'] : context[key.toLowerCase()]) ?? []
      return conditionHolds(operator, { found, wanted })
    }),
  )

const among = (
  listed: string[] | undefined,
  unlisted: string[] | undefined,
  fit: (pattern: string) => boolean,
): boolean => (listed === undefined ? unlisted === undefined || !unlisted.some(fit) : listed.some(fit))

type Compare = (wanted: string, found: string) => boolean

const equal: Compare = (wanted, found) => wanted === found
const alike: Compare = (wanted, found) => wanted.toLowerCase() === found.toLowerCase()

const comparisons: Record<string, Compare> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: alike,
  StringLike: fits,
  ArnEquals: fits,
  ArnLike: fits,
  Bool: alike,
  NumericEquals: (wanted, found) => Number(wanted) === Number(found),
}

/**
 * An operator of a `Condition` block with its prefix `ForAllValues:` or `ForAnyValue:` and its suffix `IfExists`.
 * Throws on one that is not known here, so that no policy passes unread.
 */
const conditionHolds = (
  operator: string,
  { found, wanted }: { found: readonly string[]; wanted: string[] },
): boolean => {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  if (name === 'Null') return wanted.includes(String(found.length === 0))
  const negated = /Not(?=Equals|Like)/.test(name)
  const compare = comparisons[name.replace(/Not(?=Equals|Like)/, '')]
  if (!compare) throw new Error(`the condition ${operator} is not known here`)
  if (found.length === 0) return ifExists !== undefined || set === 'ForAllValues' || (negated && set === undefined)
  const one = (value: string) => wanted.some((pattern) => compare(pattern, value)) !== negated
  return set === 'ForAnyValue' ? found.some(one) : found.every(one)
}
