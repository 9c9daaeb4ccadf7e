import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a container has of this machine's devices. */
export const devices = ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom', '/dev/tty'].filter(
  (path) => existsSync(path),
)

const links: Readonly<Record<string, string>> = {
  '/dev/fd': '/proc/self/fd',
  '/dev/stdin': '/proc/self/fd/0',
  '/dev/stdout': '/proc/self/fd/1',
  '/dev/stderr': '/proc/self/fd/2',
  '/dev/ptmx': 'pts/ptmx',
}

/** Fills the `/dev` of a root folder with mount points for the devices, and with the usual links. */
export const makeDevices = (root: string): void => {
  for (const folder of ['/dev/pts', '/dev/shm']) mkdirSync(join(root, folder), { recursive: true })
  for (const device of devices) writeFileSync(join(root, device), '')
  for (const [path, to] of Object.entries(links)) symlinkSync(to, join(root, path))
}
