import { createHash } from 'node:crypto'

const longest = 63
const hashLength = 32
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const trimmed = (name: string): string => name.replace(/[^A-Za-z0-9]+$/, '')

/** The name that Tekton gives a child of a run: both together, or hashed when that is longer than a label. */
export const childName = (parent: string, suffix: string): string => {
  if (parent.length + suffix.length <= longest) return parent + suffix
  const head = longest - hashLength
  if (suffix.length < head) return trimmed(parent.slice(0, head - suffix.length) + md5(parent) + suffix)
  const hashed = parent.slice(0, head) + md5(parent + suffix)
  return trimmed(hashed + suffix.slice(0, longest - hashed.length))
}
