import { lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Mount } from './sandbox.ts'
import { makeSkeleton } from './skeleton.ts'
import type { SystemFolders } from './system-folders.ts'

type Kind = 'folder' | 'file'

/** The file system of one container, while it is put together. */
export interface Root {
  readonly folder: string
  /** Mounts `source` at `path`, creating what is missing on the way. Throws an Error that says why it cannot. */
  mount(source: string, path: string, readOnly: boolean): void
  /** Makes sure that there is a folder at `path`. */
  ensureFolder(path: string): void
  /** All mounts, parents before children. */
  mounts(): Mount[]
}

/** Linux's own limit. */
const maxLinks = 40

type Placed = Mount & { system?: true }

/**
 * A container's root: a folder of this machine that is the container's own and writable, as an image's is, with the
 * system folders mounted read-only. A mount point that a system folder lacks is made room for by mounting the entries of
 * that folder one by one. Symlinks are followed as the container will see them, never as this machine does.
 */
export const createRoot = (folder: string, system: SystemFolders): Root => {
  makeSkeleton(folder, system)
  const mounts = new Map<string, Placed>()

  const mountAbove = (path: string): Placed | undefined => {
    for (let above = path; ; above = posix.dirname(above)) {
      const mount = mounts.get(above)
      if (mount || above === '/') return mount
    }
  }
  const onMachine = (path: string): string => {
    const mount = mountAbove(path)
    return mount ? join(mount.source, path.slice(mount.target.length)) : join(folder, path)
  }
  /** Replaces the mount of a system folder by a folder of the container's own with a mount for each entry. */
  const openUp = (path: string): void => {
    if (!mounts.delete(path)) {
      openUp(posix.dirname(path))
      mounts.delete(path)
    }
    mkdirSync(join(folder, path), { recursive: true })
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const place = posix.join(path, entry.name)
      if (entry.isSymbolicLink()) symlinkSync(readlinkSync(place), join(folder, place))
      else if (entry.isDirectory() || entry.isFile()) {
        make(join(folder, place), entry.isDirectory() ? 'folder' : 'file')
        bindSystem(place)
      }
    }
  }
  const bindSystem = (path: string): void => {
    if (!mounts.has(path)) mounts.set(path, { source: path, target: path, readOnly: true, system: true })
  }

  const create = (path: string, kind: Kind): void => {
    if (mountAbove(path)?.system) openUp(posix.dirname(path))
    make(onMachine(path), kind)
  }

  /** The path without symlinks; what is missing is created. */
  const settle = (path: string, kind: Kind): string => {
    const rest = path.split('/')
    let current = '/'
    for (let links = 0; rest.length > 0; ) {
      const next = posix.join(current, rest.shift()!)
      const stat = lstatSync(onMachine(next), { throwIfNoEntry: false })
      if (stat?.isSymbolicLink()) {
        if (++links > maxLinks) throw new Error(`${path}: too many levels of symbolic links`)
        const to = readlinkSync(onMachine(next))
        if (to.startsWith('/')) current = '/'
        rest.unshift(...to.split('/'))
        continue
      }
      const wanted = rest.some((name) => name !== '') ? 'folder' : kind
      if (!stat) create(next, wanted)
      else if (stat.isDirectory() !== (wanted === 'folder'))
        throw new Error(`${path}: ${next} is ${stat.isDirectory() ? 'a folder' : 'not a folder'}`)
      current = next
    }
    return current
  }

  for (const path of system.folders) bindSystem(path)
  return {
    folder,
    mount: (source, path, readOnly) => {
      const target = settle(path, statSync(source).isDirectory() ? 'folder' : 'file')
      if (target === '/') throw new Error('a volume cannot be mounted at /')
      mounts.set(target, { source, target, readOnly })
    },
    ensureFolder: (path) => void settle(path, 'folder'),
    mounts: () => [...mounts.values()].sort((a, b) => depth(a.target) - depth(b.target)),
  }
}

const depth = (path: string): number => path.split('/').length

const make = (path: string, kind: Kind): void => {
  if (kind === 'folder') mkdirSync(path, { recursive: true })
  else writeFileSync(path, '', { flag: 'a' })
}
