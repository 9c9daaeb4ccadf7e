import { lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Mount } from './sandbox.ts'
import { makeSkeleton } from './skeleton.ts'
import type { SystemFolders } from './system-folders.ts'

type Kind = 'folder' | 'file'

/** The file system of one container, while it is put together. */
export interface Root {
  /** Mounts `source` at `path`, creating what is missing on the way. Throws an Error that says why it cannot. */
  mount(source: string, path: string, readOnly: boolean): void
  /** Makes sure that there is a folder at `path`. */
  ensureFolder(path: string): void
  /** All mounts, parents before children. */
  mounts(): Mount[]
}

interface Layout {
  /** On this machine. */
  folder: string
  /** By target. */
  mounts: Map<string, Mount & { system?: true }>
}

/** Linux's own limit. */
const maxLinks = 40

/**
 * A container's root: a folder of this machine that is the container's own and writable, as an image's is, with the
 * system folders mounted read-only. A mount point that a system folder lacks is made room for by mounting the entries of
 * that folder one by one. Symlinks are followed as the container will see them, never as this machine does.
 */
export const createRoot = (folder: string, system: SystemFolders): Root => {
  const layout: Layout = { folder, mounts: new Map() }
  makeSkeleton(folder, system)
  for (const path of system.folders) mountSystem(layout, path)
  return {
    mount: (source, path, readOnly) => {
      const target = settle(layout, path, statSync(source).isDirectory() ? 'folder' : 'file')
      if (target === '/') throw new Error('a volume cannot be mounted at /')
      layout.mounts.set(target, { source, target, readOnly })
    },
    ensureFolder: (path) => void settle(layout, path, 'folder'),
    mounts: () => [...layout.mounts.values()].sort((a, b) => depth(a.target) - depth(b.target)),
  }
}

const depth = (path: string): number => path.split('/').length

const mountSystem = ({ mounts }: Layout, path: string): void => {
  if (!mounts.has(path)) mounts.set(path, { source: path, target: path, readOnly: true, system: true })
}

/** The path without symlinks; what is missing is created. */
const settle = (layout: Layout, path: string, kind: Kind): string => {
  const rest = path.split('/')
  let current = '/'
  for (let links = 0; rest.length > 0; ) {
    const next = posix.join(current, rest.shift()!)
    const link = linkAt(layout, next)
    if (link !== undefined) {
      if (++links > maxLinks) throw new Error(`${path}: too many levels of symbolic links`)
      if (link.startsWith('/')) current = '/'
      rest.unshift(...link.split('/'))
      continue
    }
    ensure(layout, next, { kind: rest.some((name) => name !== '') ? 'folder' : kind, path })
    current = next
  }
  return current
}

const linkAt = (layout: Layout, path: string): string | undefined => {
  const place = onMachine(layout, path)
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(place) : undefined
}

const ensure = (layout: Layout, next: string, { kind, path }: { kind: Kind; path: string }): void => {
  const stat = lstatSync(onMachine(layout, next), { throwIfNoEntry: false })
  if (!stat) return create(layout, next, kind)
  if (stat.isDirectory() !== (kind === 'folder'))
    throw new Error(`${path}: ${next} is ${stat.isDirectory() ? 'a folder' : 'not a folder'}`)
}

const create = (layout: Layout, path: string, kind: Kind): void => {
  if (mountAbove(layout, path)?.system) openUp(layout, posix.dirname(path))
  make(onMachine(layout, path), kind)
}

/** Replaces the mount of a system folder by a folder of the container's own with a mount for each entry. */
const openUp = (layout: Layout, path: string): void => {
  const { folder, mounts } = layout
  if (!mounts.delete(path)) {
    openUp(layout, posix.dirname(path))
    mounts.delete(path)
  }
  mkdirSync(join(folder, path), { recursive: true })
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const place = posix.join(path, entry.name)
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(place), join(folder, place))
    else if (entry.isDirectory() || entry.isFile()) {
      make(join(folder, place), entry.isDirectory() ? 'folder' : 'file')
      mountSystem(layout, place)
    }
  }
}

const mountAbove = ({ mounts }: Layout, path: string) => {
  for (let above = path; ; above = posix.dirname(above)) {
    const mount = mounts.get(above)
    if (mount || above === '/') return mount
  }
}

const onMachine = (layout: Layout, path: string): string => {
  const mount = mountAbove(layout, path)
  return mount ? join(mount.source, path.slice(mount.target.length)) : join(layout.folder, path)
}

const make = (path: string, kind: Kind): void => {
  if (kind === 'folder') mkdirSync(path, { recursive: true })
  else writeFileSync(path, '', { flag: 'a' })
}
