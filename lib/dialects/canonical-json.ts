export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** JSON text with sorted keys: the same for two values that mean the same. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortKeys) ?? 'null'

const sortKeys = (_: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
