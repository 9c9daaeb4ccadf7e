import type { Json } from './kubernetes.ts'
import type { Value } from './variable.ts'

/** Private-use characters, which no text that YAML reads as a name or a script needs. */
const open = '\uE000'
const close = '\uE001'
const pattern = new RegExp(`${open}(\\d+)${close}`, 'g')
const whole = new RegExp(`^${open}(\\d+)${close}$`)

/** The place in a text where the value of the n-th variable of its task goes. */
export const slot = (index: number): string => `${open}${index}${close}`

/** Text of an author that happens to have the characters of a slot. */
export const hasSlotCharacters = (text: string): boolean => text.includes(open) || text.includes(close)

export const slotsIn = (json: Json | undefined): number[] => {
  if (typeof json === 'string') return [...json.matchAll(pattern)].map(([, index]) => Number(index))
  if (json === null || typeof json !== 'object') return []
  return Object.values(json).flatMap(slotsIn)
}

/** The slot that a value is and nothing else: what it stands for keeps its type. */
export const onlySlot = (json: Json): number | undefined => {
  const match = typeof json === 'string' ? whole.exec(json) : null
  return match ? Number(match[1]) : undefined
}

const textOf = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value))

/**
 * Puts values into the slots of a JSON value, once: what a value brings along is not looked at again. An element of a
 * list that is nothing but a slot becomes as many elements as its value has.
 */
export const fill = <T extends Json>(json: T, valueOf: (slot: number) => Value): T => filled(json, valueOf) as T

const filled = (json: Json, valueOf: (slot: number) => Value): Json => {
  if (typeof json === 'string') return json.replaceAll(pattern, (_, index) => textOf(valueOf(Number(index))))
  if (Array.isArray(json)) return json.flatMap((element) => elements(element, valueOf))
  if (json === null || typeof json !== 'object') return json
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, filled(value, valueOf)]))
}

const elements = (element: Json, valueOf: (slot: number) => Value): Json[] => {
  const only = onlySlot(element)
  const value = only === undefined ? undefined : valueOf(only)
  return Array.isArray(value) ? value : [filled(element, valueOf)]
}
