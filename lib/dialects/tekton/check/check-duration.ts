import type { Issue } from '../../issue.ts'
import type { Path } from '../../yaml/document.ts'
import { parseDuration } from '../duration.ts'

/** A duration as Go reads it, not negative. */
export const checkDuration = (text: string | undefined, path: Path): Issue[] => {
  if (text === undefined) return []
  const ms = parseDuration(text)
  const name = path.at(-1)
  if (ms === undefined)
    return [{ code: 'InvalidDuration', path, message: `"${text}" is not a duration`, hint: 'such as 90s or 1h30m' }]
  return ms < 0 ? [{ code: 'InvalidDuration', path, message: `${name} is ${text}, and should be >= 0` }] : []
}
