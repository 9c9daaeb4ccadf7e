import type { Path } from '../../yaml/document.ts'

export interface WrittenText {
  text: string
  path: Path
  /** An element of a list, where a reference alone can become many. */
  isElement: boolean
}

/** Every text in a value, with its place. */
export const textsIn = (value: unknown, path: Path, isElement = false): WrittenText[] => {
  if (typeof value === 'string') return [{ text: value, path, isElement }]
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index], true))
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]))
}
