import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Text up to this many characters stays as it is, readable with any tool of the store. */
const usualLimit = 1024
const deflated = 1

/** How text is kept in a store: as text, or, when it is long, as a format byte and the compressed UTF-8. */
export type PackedText = string | Uint8Array

/** Text of up to `plainLimit` characters stays as it is. */
export const packText = (text: string, plainLimit = usualLimit): PackedText => {
  if (text.length <= plainLimit) return text
  return Buffer.concat([Buffer.of(deflated), deflateRawSync(text, { level: 1 })])
}

/** Throws when it was not packed by `packText`. */
export const unpackText = (packed: PackedText): string => {
  if (typeof packed === 'string') return packed
  if (packed[0] !== deflated) throw new Error(`unknown format ${packed[0]} of packed text`)
  return inflateRawSync(packed.subarray(1)).toString('utf8')
}
