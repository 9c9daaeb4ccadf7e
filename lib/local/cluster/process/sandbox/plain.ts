import type { Sandbox } from './sandbox.ts'

/**
 * No sandbox: a process of this machine like any other, of the same user. What it starts may outlive it, and it may
 * outlive us when we are killed, save where `setpriv` can ask the kernel otherwise.
 */
export const plain = (weakness: string, setpriv?: string): Sandbox => ({
  name: 'none',
  weakness,
  enclose: (_, command) => [...(setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'SIGKILL']), ...command],
  enter: (_pid, _identity, command) => [...command],
})
