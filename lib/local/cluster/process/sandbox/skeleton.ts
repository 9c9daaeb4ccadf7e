import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deviceLinks, devices } from './devices.ts'
import type { SystemFolders } from './system-folders.ts'

type Entry =
  | { kind: 'folder'; path: string; mode: number }
  | { kind: 'link'; path: string; to: string }
  | { kind: 'file'; path: string }

const folders: Readonly<Record<string, number>> = {
  '/': 0o755,
  '/dev': 0o755,
  '/dev/pts': 0o755,
  '/dev/shm': 0o1777,
  '/home': 0o755,
  '/mnt': 0o755,
  '/proc': 0o755,
  '/root': 0o700,
  '/run': 0o755,
  '/srv': 0o755,
  '/tmp': 0o1777,
  '/var': 0o755,
  '/var/lib': 0o755,
  '/var/tmp': 0o1777,
}

/** What every container's root begins with: an image's empty folders, and mount points. Parents come first. */
const entries = (system: SystemFolders): Entry[] => [
  ...Object.entries(folders).map(([path, mode]): Entry => ({ kind: 'folder', path, mode })),
  ...system.folders.map((path): Entry => ({ kind: 'folder', path, mode: 0o755 })),
  ...[...system.links, ...deviceLinks, { path: '/var/run', to: '../run' }].map(
    (link): Entry => ({ kind: 'link', ...link }),
  ),
  ...[...devices, '/dev/termination-log'].map((path): Entry => ({ kind: 'file', path })),
]

export const makeSkeletonNow = (root: string, system: SystemFolders): void => {
  for (const entry of entries(system)) {
    const path = join(root, entry.path)
    if (entry.kind === 'link') symlinkSync(entry.to, path)
    else if (entry.kind === 'file') writeFileSync(path, '')
    else {
      mkdirSync(path, { recursive: true })
      chmodSync(path, entry.mode)
    }
  }
}

/** The same without keeping everyone waiting. */
export const makeSkeleton = async (root: string, system: SystemFolders): Promise<void> => {
  for (const entry of entries(system)) {
    const path = join(root, entry.path)
    if (entry.kind === 'link') await symlink(entry.to, path)
    else if (entry.kind === 'file') await writeFile(path, '')
    else {
      await mkdir(path, { recursive: true })
      await chmod(path, entry.mode)
    }
  }
}
