import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { devices, makeDevices } from './devices.ts'
import { kernelSwitches } from './kernel-switches.ts'
import { type HostMount, mountOf, mountsBelow, readMountTable } from './mount-table.ts'
import type { Enclosure, Mount, Sandbox } from './sandbox.ts'
import { takeIdentity } from './take-identity.ts'

/** All of util-linux. */
export interface UnshareTools {
  unshare: string
  setpriv: string
  nsenter: string
  mount: string
  umount: string
  pivot_root: string
}

/**
 * Runs in the new namespaces. One `mount` process does all mounts, from a table: a process per mount would take longer
 * than everything else together. What it needs after `pivot_root` comes from the read-only system folders.
 */
const setUp = `
set -e
{ echo "$1" > /proc/sys/kernel/hostname; } 2>/dev/null || hostname "$1" 2>/dev/null || true
"$2" --all --internal-only --no-canonicalize --no-mtab --fstab "$3"
cd "$4"
"$5" . .
"$6" --lazy --no-canonicalize --no-mtab .
shift 6
exec "$@"
`

/** Namespaces and mounts by util-linux alone. `privileged`: this process is root, no user namespace. */
export const unshare = (tools: UnshareTools, { privileged }: { privileged: boolean }): Sandbox => ({
  name: privileged ? 'unshare' : 'unshare, unprivileged',
  enclose: (enclosure, command) => {
    const { folder, root, hostname, identity } = enclosure
    makeDevices(root)
    const table = join(folder, 'mounts')
    writeFileSync(table, mountLines(enclosure).join(''))
    const toEnd = [tools.setpriv, '--pdeathsig', 'SIGKILL']
    const apart = [tools.unshare, ...namespaces, '--fork', '--kill-child=SIGKILL']
    const asRoot = privileged ? [] : ['--user', '--map-root-user']
    const places = [hostname, tools.mount, table, root, tools.pivot_root, tools.umount]
    const become = takeIdentity(tools.setpriv, identity, { privileged, bound: true })
    return [...toEnd, ...apart, ...asRoot, '/bin/sh', '-c', setUp, 'set-up', ...places, ...become, ...command]
  },
  // Before util-linux 2.39 it tries to die of its child's signal, which for SIGKILL is an error.
  wasKilled: (exitCode, words) => exitCode === 1 && /^unshare: /m.test(words),
  enter: (pid, identity, command) => {
    const asRoot = privileged ? [] : ['--user', '--preserve-credentials']
    const become = takeIdentity(tools.setpriv, identity, { privileged, bound: true })
    return [tools.nsenter, '--target', `${pid}`, ...namespaces, ...asRoot, ...become, ...command]
  },
})

const namespaces = ['--mount', '--pid', '--uts', '--ipc']

const mountLines = ({ root, mounts }: Enclosure): string[] => {
  const table = readMountTable()
  const into = (target: string) => join(root, target)
  const bound = ({ source, target, readOnly }: Mount): string[] => {
    if (!readOnly) return [line(source, into(target), 'rbind')]
    // Read-only is said of one mount at a time: what is mounted below the folder has to be told too.
    const below = mountsBelow(table, source).map((mount) =>
      line('none', into(join(target, mount.path.slice(source.length))), `remount,bind,ro${kept(mount)}`),
    )
    return [line(source, into(target), `rbind,ro${kept(mountOf(table, source))}`), ...below]
  }
  return [
    line(root, root, 'bind'),
    ...devices.map((device) => line(device, into(device), 'bind')),
    line('proc', into('/proc'), 'nosuid,nodev,noexec', 'proc'),
    line('tmpfs', into('/dev/shm'), 'nosuid,nodev,mode=1777', 'tmpfs'),
    line('devpts', into('/dev/pts'), 'nosuid,noexec,newinstance,ptmxmode=0666,mode=0620', 'devpts'),
    ...kernelSwitches.map((path) => line(into(path), into(path), 'bind,ro,nosuid,nodev,noexec')),
    ...mounts.flatMap(bound),
  ]
}

/** In a user namespace the kernel refuses a remount that drops one of these, when the machine's own mount has it. */
const lockable = ['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime']

const kept = (mount: HostMount | undefined): string =>
  lockable
    .filter((option) => mount?.options.includes(option))
    .map((option) => `,${option}`)
    .join('')

/** Of fstab(5). */
const line = (source: string, target: string, options: string, type = 'none'): string =>
  `${escape(source)} ${escape(target)} ${type} ${options} 0 0\n`

const escape = (path: string): string =>
  path.replaceAll(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)
