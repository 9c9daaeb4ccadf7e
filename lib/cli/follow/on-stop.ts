import { systemClock } from '../../adapters/system/system-clock.ts'
import type { RunId } from '../../core/message.ts'
import type { Cli } from '../cli.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Attendance, Place } from '../place/place.ts'
import { ask } from '../terminal/ask.ts'
import type { Stop } from '../terminal/interrupts.ts'
import { requestCancel } from './request-cancel.ts'

export interface OnStopOptions {
  place: Pick<Place, 'store' | 'news'>
  attendance: Attendance
  runs: readonly { runId: RunId; name: string }[]
  own: boolean
  say: (text: string) => void
  /** Leaves the screen alone, for a question. */
  hush: () => void
  /** Aborts when nothing is followed any more. */
  signal: AbortSignal
}

export interface OnStop {
  listener: (stop: Stop) => void
  /** Resolves when the process is to leave, with its exit code. */
  now: Promise<ExitCode>
  /** The runs have ended: from now on Ctrl-C means to leave. */
  settle(): void
}

/** How long a second Ctrl-C still counts as one, in milliseconds. */
const secondWithin = 2_000

/**
 * What Ctrl-C means while runs are followed. Their host, in the process that started them: first cancel, then stop at
 * once. Anybody else: leave and say how to come back; a second one soon after asks whether to cancel.
 */
export const createOnStop = (cli: Cli, { place, attendance, runs, own, say, hush, signal }: OnStopOptions): OnStop => {
  const leave = Promise.withResolvers<ExitCode>()
  let presses = 0
  let settled = false
  const names = runs.map(({ name }) => name).join(', ')
  const [first] = runs
  const cancelAll = (): Promise<unknown> =>
    Promise.all(runs.map(({ runId }) => requestCancel(place, runId, { reason: 'interrupted at the terminal', signal })))

  const asHost = (): void => {
    if (!own) {
      say(`${names} waits until a process hosts the folder again: ${cli.command(`watch ${first?.name}`)}`)
      leave.resolve(exitCodes.interrupted)
    } else if (presses === 1) {
      say(`cancelling ${names}; Ctrl-C again stops at once`)
      cancelAll().catch(leave.reject)
    } else {
      say('stopped; what ran is given up, and started again by the next process that hosts the folder')
      leave.resolve(exitCodes.interrupted)
    }
  }

  const asGuest = async (): Promise<void> => {
    if (presses === 1) {
      say(
        `still running; ${cli.command(`cancel ${first?.name}`)} stops it, ${cli.command(`watch ${first?.name}`)} comes back`,
      )
      await systemClock.wait(secondWithin)
      if (presses === 1) leave.resolve(exitCodes.interrupted)
      return
    }
    if (presses > 2 || !cli.terminal.canAsk) return leave.resolve(exitCodes.interrupted)
    hush()
    if (await ask(`cancel ${names}?`)) await cancelAll()
    leave.resolve(exitCodes.interrupted)
  }

  return {
    listener: (stop) => {
      presses += 1
      if (settled || stop === 'terminate') leave.resolve(exitCodes.interrupted)
      else if (attendance.isHost()) asHost()
      else asGuest().catch(leave.reject)
    },
    now: leave.promise,
    settle: () => {
      settled = true
    },
  }
}
