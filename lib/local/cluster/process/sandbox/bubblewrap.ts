import { capabilities } from './capabilities.ts'
import { kernelSwitches } from './kernel-switches.ts'
import type { Enclosure, Mount, Sandbox } from './sandbox.ts'
import { takeIdentity } from './take-identity.ts'

/** `setpriv` and `nsenter` may be missing: then containers run as root only, and have no exec probes. */
export interface BubblewrapTools {
  bwrap: string
  setpriv?: string
  nsenter?: string
}

/** bubblewrap sets up everything in one small process. `privileged`: this process is root, no user namespace. */
export const bubblewrap = (tools: BubblewrapTools, { privileged }: { privileged: boolean }): Sandbox => {
  const become = (identity: Enclosure['identity']): string[] =>
    privileged && tools.setpriv !== undefined && isSomeone(identity)
      ? takeIdentity(tools.setpriv, identity, { privileged, bound: false })
      : []
  return {
    name: privileged ? 'bubblewrap' : 'bubblewrap, unprivileged',
    enclose: ({ root, mounts, hostname, identity }, command) => {
      const base = ['--bind', root, '/', '--proc', '/proc', ...switches, '--dev', '/dev']
      const apart = [...namespaces, '--hostname', hostname, ...(privileged ? [] : asRoot), ...rights]
      return [tools.bwrap, ...apart, ...base, ...mounts.flatMap(bind), '--', ...become(identity), ...command]
    },
    enter: (pid, identity, command) => {
      const into = ['--target', `${pid}`, '--mount', '--pid', '--uts', '--ipc']
      const sameUser = privileged ? [] : ['--user', '--preserve-credentials']
      return [tools.nsenter ?? 'nsenter', ...into, ...sameUser, ...become(identity), ...command]
    },
  }
}

const isSomeone = ({ user = 0, group = 0, groups }: Enclosure['identity']): boolean =>
  user !== 0 || group !== 0 || groups.length > 0

const namespaces = ['--die-with-parent', '--as-pid-1', '--unshare-pid', '--unshare-ipc', '--unshare-uts']

const asRoot = ['--unshare-user', '--uid', '0', '--gid', '0']

const switches = kernelSwitches.flatMap((path) => ['--ro-bind', path, path])

const rights = ['--cap-drop', 'ALL', ...capabilities.flatMap((name) => ['--cap-add', `cap_${name}`])]

const bind = ({ source, target, readOnly }: Mount): string[] => [readOnly ? '--ro-bind' : '--bind', source, target]
