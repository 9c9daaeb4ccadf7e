import { readFileSync } from 'node:fs'

export interface HostMount {
  /** Absolute. */
  path: string
  options: readonly string[]
}

/** What is mounted on this machine, in the order of mounting (proc(5), mountinfo). */
export const readMountTable = (text = readFileSync('/proc/self/mountinfo', 'utf8')): HostMount[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, , , , path = '', options = ''] = line.split(' ')
      return { path: unescape(path), options: options.split(',') }
    })

/** The mount that `path` is on. */
export const mountOf = (table: readonly HostMount[], path: string): HostMount | undefined =>
  table.reduce<HostMount | undefined>(
    (best, mount) => (isWithin(path, mount.path) && mount.path.length >= (best?.path.length ?? 0) ? mount : best),
    undefined,
  )

/** Mounts below `path`, itself not among them. */
export const mountsBelow = (table: readonly HostMount[], path: string): HostMount[] =>
  table.filter((mount) => mount.path !== path && isWithin(mount.path, path))

const isWithin = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`)

const unescape = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
