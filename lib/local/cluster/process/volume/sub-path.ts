import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'

/**
 * The folder or file of a volume that a mount's `subPath` names; folders that are missing are created.
 * Throws an Error when it would lead out of the volume, by `..` or by a symlink in the volume.
 */
export const resolveSubPath = (volume: string, subPath: string): string => {
  const parts = subPath.split('/').filter((part) => part !== '' && part !== '.')
  if (subPath.startsWith('/') || parts.includes('..')) throw new Error(`subPath "${subPath}" leaves its volume`)
  const base = realpathSync(volume)
  return parts.reduce((folder, part) => {
    const path = join(folder, part)
    if (!lstatSync(path, { throwIfNoEntry: false })) mkdirSync(path, 0o755)
    const real = realpathSync(path)
    if (real !== base && !real.startsWith(base + sep)) throw new Error(`subPath "${subPath}" leaves its volume`)
    return real
  }, base)
}
