const constants = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((text) => [text, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, -Infinity] as const),
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, NaN] as const),
])

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const dotFloat = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/

const maxSigned = 2n ** 63n
const maxUnsigned = 2n ** 64n

/** Go's ParseInt with base 0, then ParseUint, which takes no sign. */
const readInteger = (text: string): number | undefined => {
  const match = integer.exec(text)
  if (!match) return undefined
  const [, sign, hex, binary, octal, decimal] = match
  const literal = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal!
  const size = BigInt(literal)
  const room = sign === '' ? maxUnsigned : sign === '-' ? maxSigned + 1n : maxSigned
  if (size >= room) return undefined
  return sign === '-' ? -Number(size) + 0 : Number(size)
}

/** Whether kubectl reads the plain scalar as an integer, not as a float that happens to be whole. */
export const isIntegerText = (text: string): boolean => readInteger(text.replaceAll('_', '')) !== undefined

const readFloat = (text: string): number | undefined => {
  if (!float.test(text)) return undefined
  const value = Number(text) + 0
  return Number.isFinite(value) ? value : undefined
}

/**
 * What kubectl makes of a plain (unquoted, untagged) scalar: YAML 1.1 with `0o17`, without dates and sexagesimals.
 * Infinities and NaN are answered as such; JSON has no form for them.
 */
export const readPlain = (text: string): string | number | boolean | null => {
  const constant = constants.get(text)
  if (constant !== undefined) return constant
  const first = text.charCodeAt(0)
  const isDigit = first >= 0x30 && first <= 0x39
  if (first === 0x2e) return dotFloat.test(text) ? (readFloat(text.replaceAll('_', '')) ?? text) : text
  if (!isDigit && first !== 0x2b && first !== 0x2d) return text
  const digits = text.includes('_') ? text.replaceAll('_', '') : text
  return readInteger(digits) ?? readFloat(digits) ?? text
}

const coreBoolean = /^(?:true|True|TRUE|false|False|FALSE)$/
const coreOctal = /^0o[0-7]+$/
const coreHex = /^0x[0-9a-fA-F]+$/
const coreDecimal = /^[-+]?[0-9]+$/

/** What a YAML 1.2 tool makes of a plain scalar that is `value` to kubectl; undefined when it is the same. */
export const readsOtherwise = (text: string, value: unknown): string | number | undefined => {
  if (typeof value === 'boolean') return coreBoolean.test(text) ? undefined : text
  if (typeof value !== 'number' || coreOctal.test(text) || coreHex.test(text)) return undefined
  if (coreDecimal.test(text)) return Number(text) === value ? undefined : Number(text)
  return float.test(text) ? undefined : text
}
