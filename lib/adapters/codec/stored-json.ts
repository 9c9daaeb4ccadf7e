import type * as z from 'zod'
import { MillraceError } from '../../core/error.ts'
import { type PackedText, unpackText } from './packed-text.ts'

/** The text of a row or item. Throws `CorruptState` naming `what` when it cannot be unpacked. */
export const storedText = (packed: PackedText, what: string): string => {
  try {
    return unpackText(packed)
  } catch (cause) {
    throw new MillraceError('CorruptState', `${what} cannot be read`, { cause })
  }
}

/** What the JSON of a row or item says. Throws `CorruptState` naming `what` when it is no JSON, or not of this schema. */
export const storedJson = <T>(schema: z.ZodType<T>, packed: PackedText, what: string): T => {
  const text = storedText(packed, what)
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new MillraceError('CorruptState', `${what} cannot be read`, { cause })
  }
}
