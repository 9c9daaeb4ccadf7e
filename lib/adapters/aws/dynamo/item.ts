import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { MillraceError } from '../../../core/error.ts'
import { type PackedText, packText } from '../../codec/packed-text.ts'
import type { Key } from './keys.ts'

/** An item as DynamoDB has it: texts, numbers, flags and bytes, nothing nested. */
export type Item = Record<string, AttributeValue>

/**
 * Characters that a text keeps readable. With its key an entry of as many still costs one write unit (1 KB), and a
 * longer one is packed, after which most cost one too.
 */
const plainLimit = 900

export const number = (value: number): AttributeValue.NMember => ({ N: `${value}` })

export const keyItem = ({ pk, sk }: Key): Item => ({ pk: { S: pk }, sk: { S: sk } })
export const keyOf = (item: Item): Key => ({ pk: textIn(item, 'pk'), sk: textIn(item, 'sk') })

export const textIn = (item: Item, name: string): string => item[name]?.S ?? missing(item, name)
export const numberIn = (item: Item, name: string): number => {
  const value = Number(item[name]?.N ?? missing(item, name))
  return Number.isFinite(value) ? value : missing(item, name)
}

export const pack = (text: string): PackedText => packText(text, plainLimit)

/** Text is kept in `t`, packed text in `b`: short names, as they count. */
export const packedItem = (packed: PackedText): Item =>
  typeof packed === 'string' ? { t: { S: packed } } : { b: { B: packed } }
/** Throws `CorruptState` when there is neither. */
export const packedIn = (item: Item): PackedText => item['t']?.S ?? item['b']?.B ?? missing(item, 't or b')

const missing = (item: Item, name: string): never => {
  const key = `${item['pk']?.S} ${item['sk']?.S}`
  throw new MillraceError('CorruptState', `the item ${key} has no attribute ${name} that can be read`)
}
