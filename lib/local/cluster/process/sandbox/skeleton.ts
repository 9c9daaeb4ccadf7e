import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { SystemFolders } from './system-folders.ts'

const folders: Readonly<Record<string, number>> = {
  '/': 0o755,
  '/dev': 0o755,
  '/home': 0o755,
  '/proc': 0o755,
  '/root': 0o700,
  '/run': 0o755,
  '/tmp': 0o1777,
  '/var': 0o755,
  '/var/tmp': 0o1777,
}

/** What every container's root begins with: an image's own folders, and a place for this machine's. */
export const makeSkeleton = (root: string, system: SystemFolders): void => {
  for (const [path, mode] of Object.entries(folders)) {
    mkdirSync(join(root, path))
    if (mode !== 0o755) chmodSync(join(root, path), mode)
  }
  for (const path of system.folders) mkdirSync(join(root, path), { recursive: true })
  for (const { path, to } of system.links) symlinkSync(to, join(root, path))
  symlinkSync('../run', join(root, '/var/run'))
}
