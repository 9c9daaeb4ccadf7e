import type { Context } from './context/context.ts'
import type { Terminal } from './terminal/terminal.ts'

/** What every command is given besides its own options. */
export interface Cli {
  terminal: Terminal
  /** Shows stacks, and what the engine has to say. */
  debug: boolean
  /** Where the runs are. */
  context: Context
  /** The data folder, absolute; of the context `local`. */
  data: string
  namespace: string
  /** The namespace was named, not merely assumed. */
  namespaceGiven: boolean
  /** How a person would type another command of this context and namespace: `millrace logs RUN`. */
  command: (rest: string) => string
}
