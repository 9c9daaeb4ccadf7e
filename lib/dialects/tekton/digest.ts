import { createHash } from 'node:crypto'

/** The first digits of the SHA-256 of a text, in hex. */
export const digest = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits)
