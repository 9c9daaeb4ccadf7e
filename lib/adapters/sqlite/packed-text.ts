import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Text up to this many characters stays as it is, readable with any SQLite tool. */
const plainLimit = 1024
const deflated = 1

/** How text is kept in a column: as TEXT, or, when it is long, as a BLOB of a format byte and the compressed UTF-8. */
export type PackedText = string | Uint8Array

export const packText = (text: string): PackedText => {
  if (text.length <= plainLimit) return text
  return Buffer.concat([Buffer.of(deflated), deflateRawSync(text, { level: 1 })])
}

/** Throws when it was not packed by `packText`. */
export const unpackText = (packed: PackedText): string => {
  if (typeof packed === 'string') return packed
  if (packed[0] !== deflated) throw new Error(`unknown format ${packed[0]} of packed text`)
  return inflateRawSync(packed.subarray(1)).toString('utf8')
}
