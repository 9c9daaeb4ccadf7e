/** Where two values differ first. `undefined` and absent are the same. */
export interface Difference {
  /** Such as `tasks[3].phase`; empty for the whole. */
  path: string
  got: unknown
  stored: unknown
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const step = (path: string, key: string, isList: boolean): string =>
  isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`

/** The first difference between plain JSON values, in the order of their keys. */
export const difference = (got: unknown, stored: unknown, path = ''): Difference | undefined => {
  if (got === stored) return undefined
  const isList = Array.isArray(got)
  if (!isObject(got) || !isObject(stored) || isList !== Array.isArray(stored)) return { path, got, stored }
  const keys = new Set([...Object.keys(got), ...Object.keys(stored)])
  for (const key of keys) {
    const found = difference(got[key], stored[key], step(path, key, isList))
    if (found) return found
  }
  return undefined
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** `tasks[3].phase: got "Ready", stored "Running"` */
export const differenceText = ({ path, got, stored }: Difference): string =>
  `${path === '' ? '' : `${path}: `}got ${shown(got)}, stored ${shown(stored)}`
