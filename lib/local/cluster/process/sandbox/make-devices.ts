import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const devices = ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom', '/dev/tty']

/** Fills the `/dev` of a root folder with mount points and links. Answers the devices of this machine to mount there. */
export const makeDevices = (root: string): string[] => {
  const dev = join(root, 'dev')
  for (const folder of ['shm', 'pts']) mkdirSync(join(dev, folder), { recursive: true })
  const links: [name: string, to: string][] = [
    ['fd', '/proc/self/fd'],
    ['stdin', '/proc/self/fd/0'],
    ['stdout', '/proc/self/fd/1'],
    ['stderr', '/proc/self/fd/2'],
    ['ptmx', 'pts/ptmx'],
  ]
  for (const [name, to] of links) symlinkSync(to, join(dev, name))
  const here = devices.filter((device) => existsSync(device))
  for (const device of here) writeFileSync(join(root, device), '')
  return here
}
