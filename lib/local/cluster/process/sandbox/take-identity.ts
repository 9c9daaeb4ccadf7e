import { capabilities } from './capabilities.ts'
import type { Identity } from './sandbox.ts'

const boundingSet = `-all,${capabilities.map((name) => `+${name}`).join(',')}`

/**
 * Arguments that give up what the sandbox's set-up needed and become the container's user (setpriv of util-linux).
 * The parent-death signal is asked for once more, because the kernel forgets it when a process changes its user.
 */
export const takeIdentity = (
  setpriv: string,
  { user = 0, group = 0, groups }: Identity,
  options: { privileged: boolean; bound: boolean },
): string[] => [
  setpriv,
  ...(options.bound ? ['--bounding-set', boundingSet, '--inh-caps', '-all'] : []),
  ...(options.privileged ? ['--reuid', `${user}`, '--regid', `${group}`, ...supplementary(groups)] : []),
  '--pdeathsig',
  'SIGKILL',
]

const supplementary = (groups: readonly number[]): string[] =>
  groups.length > 0 ? ['--groups', groups.join(',')] : ['--clear-groups']
