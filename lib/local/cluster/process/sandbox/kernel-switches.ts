import { existsSync } from 'node:fs'

/** Read-only in a container, whose root is this machine's root when we are: it may not turn the machine's knobs. */
export const kernelSwitches = ['/proc/sys', '/proc/irq', '/proc/bus', '/proc/sysrq-trigger'].filter((path) =>
  existsSync(path),
)
