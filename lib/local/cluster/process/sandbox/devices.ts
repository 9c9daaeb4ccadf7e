import { existsSync } from 'node:fs'

/** What a container has of this machine's devices. */
export const devices = ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom', '/dev/tty'].filter((path) =>
  existsSync(path),
)

export const deviceLinks: readonly { path: string; to: string }[] = [
  { path: '/dev/fd', to: '/proc/self/fd' },
  { path: '/dev/stdin', to: '/proc/self/fd/0' },
  { path: '/dev/stdout', to: '/proc/self/fd/1' },
  { path: '/dev/stderr', to: '/proc/self/fd/2' },
  { path: '/dev/ptmx', to: 'pts/ptmx' },
]
