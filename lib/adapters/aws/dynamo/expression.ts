import type { Item } from './item.ts'

/**
 * A condition or filter: `#name` is the attribute of that name, `:name` one of the values. Attributes are never named
 * outright, as several hundred words are reserved: `owner` and `until` among them.
 */
export interface Expression {
  text: string
  values?: Item
}

/** What the `#names` and `:values` of an expression are. `also` has further attributes that the request names. */
export const placeholders = ({ text, values = {} }: Expression, also: readonly string[] = []) => {
  const named = [...text.matchAll(/#(\w+)/g)].map(([, name]) => name!)
  const bound = Object.entries(values).map(([name, value]) => [`:${name}`, value] as const)
  return {
    ExpressionAttributeNames: Object.fromEntries([...named, ...also].map((name) => [`#${name}`, name])),
    ...(bound.length > 0 && { ExpressionAttributeValues: Object.fromEntries(bound) }),
  }
}
