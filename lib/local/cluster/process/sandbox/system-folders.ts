import { lstatSync, readlinkSync } from 'node:fs'

/** What containers see of this machine: its programs and their settings, and where links in /etc lead to. */
const programs = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt', '/nix']
const linked = ['/run/systemd/resolve', '/var/lib/ca-certificates']

export interface SystemFolders {
  folders: readonly string[]
  links: readonly { path: string; to: string }[]
}

export const systemFolders = (): SystemFolders => {
  const found = [...programs, ...linked].map((path) => ({ path, stat: lstatSync(path, { throwIfNoEntry: false }) }))
  return {
    folders: found.filter(({ stat }) => stat?.isDirectory()).map(({ path }) => path),
    links: found.filter(({ stat }) => stat?.isSymbolicLink()).map(({ path }) => ({ path, to: readlinkSync(path) })),
  }
}
