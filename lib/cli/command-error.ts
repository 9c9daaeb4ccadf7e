import { type ExitCode, exitCodes } from './exit-code.ts'

/** Something that the person at the terminal can do something about: one message, one hint, no stack. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  readonly code: string | undefined
  readonly help: string | undefined

  constructor(message: string, options: { exitCode?: ExitCode; code?: string; help?: string } = {}) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = options.exitCode ?? exitCodes.failed
    this.code = options.code
    this.help = options.help
  }
}

/** The command line asks for something that does not go together. */
export const usageError = (message: string, help?: string): CommandError =>
  new CommandError(message, { exitCode: exitCodes.usage, help })
