import type { RunPhase } from '../core/run.ts'

/** What the process answers to the shell; `millrace help exit-codes` shows the same list. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  runFailed: 3,
  notAllowed: 4,
  runCancelled: 5,
  runTimedOut: 6,
  timeout: 7,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** How a run ended, as an exit code; `zero` is what `--exit-zero` asks for. */
export const exitCodeOf = (phase: RunPhase, { zero = false } = {}): ExitCode => {
  switch (phase) {
    case 'Failed':
      return zero ? exitCodes.ok : exitCodes.runFailed
    case 'Cancelled':
      return zero ? exitCodes.ok : exitCodes.runCancelled
    case 'TimedOut':
      return zero ? exitCodes.ok : exitCodes.runTimedOut
    case 'Pending':
    case 'Running':
      return exitCodes.timeout
    case 'Succeeded':
      return exitCodes.ok
  }
}

/** From what matters least to what matters most to whoever waited for several runs. */
const order: readonly ExitCode[] = [0, 5, 6, 3, 7, 1, 4, 2, 130]

export const worst = (codes: readonly ExitCode[]): ExitCode =>
  codes.reduce<ExitCode>((most, code) => (order.indexOf(code) > order.indexOf(most) ? code : most), exitCodes.ok)

export const exitCodesHelp = `Exit codes
    0  done; the run succeeded
    1  the command failed: something was not found, validate found errors, or simulate a run that cannot end
    2  the command line is wrong
    3  the run failed
    4  AWS or the cluster did not accept the credentials, or does not allow it
    5  the run was cancelled
    6  the run timed out
    7  --timeout ran out; the run goes on
  130  interrupted

--exit-zero turns 3, 5 and 6 into 0. When several runs are waited for, the worst of them counts.`
