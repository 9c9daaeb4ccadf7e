import { bubblewrap } from './bubblewrap.ts'
import { findTool } from './find-tool.ts'
import type { Sandbox } from './sandbox.ts'
import { unshare } from './unshare.ts'

/** A sandbox, or why this machine cannot have it. */
export type Candidate = Sandbox | { name: string; missing: readonly string[] }

const isRoot = (): boolean => process.getuid?.() === 0

/** What there is to choose from, the better ones first. Root can do without user namespaces, where it has the rights. */
export const sandboxes = (): Candidate[] => {
  const modes = isRoot() ? [true, false] : [false]
  return modes.flatMap((privileged) => [bubblewrapHere(privileged), unshareHere(privileged)])
}

const bubblewrapHere = (privileged: boolean): Candidate => {
  const bwrap = findTool('bwrap')
  if (bwrap === undefined) return { name: 'bubblewrap', missing: ['bwrap'] }
  return bubblewrap({ bwrap, setpriv: findTool('setpriv'), nsenter: findTool('nsenter') }, { privileged })
}

const needed = ['unshare', 'setpriv', 'nsenter', 'mount', 'umount', 'pivot_root'] as const

const unshareHere = (privileged: boolean): Candidate => {
  const tools = Object.fromEntries(needed.map((name) => [name, findTool(name)])) as Record<
    (typeof needed)[number],
    string
  >
  const missing = needed.filter((name) => tools[name] === undefined)
  return missing.length > 0 ? { name: 'unshare', missing } : unshare(tools, { privileged })
}
