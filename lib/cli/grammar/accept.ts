import type { Invocation } from './invocation.ts'

/** Takes what a command line was found to mean. */
export type Accept = (invocation: Invocation) => void
