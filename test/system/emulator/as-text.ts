import type { Json } from '../../../lib/core/kubernetes.ts'

/** A value of JSON where a text is meant: texts as they are, anything else as JSON; `otherwise` where there is none. */
export const asText = (value: Json | undefined, otherwise = ''): string =>
  value === undefined ? otherwise : typeof value === 'string' ? value : JSON.stringify(value)
