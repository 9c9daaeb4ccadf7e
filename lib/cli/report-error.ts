import { isError, MillraceError } from '../core/error.ts'
import { awsHelp } from './aws-help.ts'
import { CommandError } from './command-error.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Errors of the file system that say by themselves what is wrong. */
const plainCodes = new Set(['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'EROFS', 'ENOSPC', 'EPERM'])

interface Report {
  exitCode: ExitCode
  code?: string
  message: string
  help?: string
  /** Nobody foresaw it: the stack tells more than the message. */
  unexpected?: boolean
}

const reportOf = (error: unknown): Report => {
  if (error instanceof CommandError) {
    const { exitCode, code, message, help } = error
    return { exitCode, code, message, help }
  }
  const aws = awsHelp(error)
  if (error instanceof MillraceError) {
    const notAllowed = aws?.notAllowed ?? isError(error, 'Unauthorized', 'Forbidden')
    const exitCode = notAllowed ? exitCodes.notAllowed : exitCodes.failed
    return { exitCode, code: error.code, message: error.message, help: aws?.help ?? error.next }
  }
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) }
  if (aws) return { exitCode: aws.notAllowed ? exitCodes.notAllowed : exitCodes.failed, message, help: aws.help }
  if (code !== undefined && plainCodes.has(code)) return { exitCode: exitCodes.failed, code, message }
  const help = 'this is a mistake in Millrace; run the command again with --debug and report what it shows'
  return { exitCode: exitCodes.failed, message, help, unexpected: true }
}

/** Says on standard error what went wrong and what to do, and answers the exit code. */
export const reportError = (
  error: unknown,
  { terminal, debug }: { terminal: Pick<Terminal, 'err' | 'paintErr'>; debug: boolean },
): ExitCode => {
  const { exitCode, code, message, help } = reportOf(error)
  const paint = terminal.paintErr
  terminal.err(`${paint('red', code === undefined ? 'error' : `error[${code}]`)}: ${message}`)
  if (help !== undefined) terminal.err(`${paint('blue', ' help')}: ${help}`)
  if (debug && error instanceof Error) terminal.err(`\n${error.stack}${causeOf(error)}`)
  return exitCode
}

const causeOf = (error: Error): string =>
  error.cause instanceof Error ? `\ncaused by ${error.cause.stack}${causeOf(error.cause)}` : ''
