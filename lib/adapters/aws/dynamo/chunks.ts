import { MillraceError } from '../../../core/error.ts'
import { storedText } from '../../codec/stored-json.ts'
import { type Item, keyItem, numberIn, pack, packedIn, packedItem, textIn } from './item.ts'
import { type ChunkPlace, chunkKey, chunkNumber } from './keys.ts'
import type { Table } from './table.ts'

/** Bytes of packed text that one item holds; DynamoDB takes 400 KB with keys and names. */
export const maxChunk = 350_000

/**
 * Puts a text of any length as chunks, each of which says how many there are. A text is there when its last chunk is:
 * who reads before that finds it incomplete. The name of the place must stand for the text.
 */
export const putChunks = async (table: Table, place: ChunkPlace, text: string): Promise<void> => {
  const packed = pack(text)
  const pieces = typeof packed === 'string' ? [packed] : slices(packed)
  const items = pieces.map((piece, n) => ({
    ...keyItem(chunkKey(place, n)),
    of: { N: `${pieces.length}` },
    ...packedItem(piece),
  }))
  await Promise.all(items.map((item) => table.put(item)))
}

/** Undefined when there is no chunk at all. Throws `CorruptState` naming `what` when some are missing or unreadable. */
export const readChunks = async (table: Table, place: ChunkPlace, what: string): Promise<string | undefined> => {
  const items = await table.query({ range: { pk: place.pk, sk: { begins: place.prefix } } })
  if (items.length === 0) return undefined
  if (!isComplete(items)) throw new MillraceError('CorruptState', `${what} is incomplete: a chunk is missing`)
  return textOfChunks(items, what)
}

/** Of chunks in order. What follows the last one was left by somebody who needed more chunks for the same text. */
export const isComplete = (items: readonly Item[]): boolean => {
  const [first] = items
  if (first === undefined) return false
  const wanted = Array.from({ length: numberIn(first, 'of') }, (_, n) => n)
  return wanted.every((n) => items[n] !== undefined && chunkNumber(textIn(items[n], 'sk')) === n)
}

/** Of complete chunks in order. Throws `CorruptState` naming `what` when they cannot be read. */
export const textOfChunks = (items: readonly Item[], what: string): string => {
  const pieces = items.slice(0, numberIn(items[0]!, 'of')).map(packedIn)
  const [first] = pieces
  if (pieces.length === 1) return storedText(first!, what)
  return storedText(Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array))), what)
}

const slices = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / maxChunk) }, (_, n) => bytes.subarray(n * maxChunk, (n + 1) * maxChunk))
