import { systemClock } from '../../adapters/system/system-clock.ts'
import { createArchivedLogs } from '../../app/collect/archived-logs.ts'
import type { RunId } from '../../core/message.ts'
import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import { type ExitCode, exitCodeOf, exitCodes, worst } from '../exit-code.ts'
import type { Attendance, Place } from '../place/place.ts'
import { createReporter } from '../progress/create-reporter.ts'
import type { ProgressMode } from '../progress/progress-mode.ts'
import type { Reported } from '../progress/reporter.ts'
import { summarise } from '../progress/summary.ts'
import type { Stops } from '../terminal/interrupts.ts'
import { formatDuration } from '../text/duration.ts'
import { type Followed, followRun } from './follow-run.ts'
import { createOnStop } from './on-stop.ts'
import { createTaskOutput } from './task-output.ts'

export interface WaitOptions {
  place: Place
  attendance: Attendance
  stops: Stops
  runs: readonly { runId: RunId; name: string }[]
  /** They were started here: as their host, Ctrl-C cancels them. */
  own: boolean
  progress: ProgressMode
  /** What tasks write is shown too. */
  logs: boolean
  /** Where progress goes. */
  print: (text: string) => void
  /** Milliseconds. */
  timeout?: number
  exitZero?: boolean
  /** Leaves out what is said about runs that have ended. */
  quiet?: boolean
  /** Bodies of the messages that start the runs, to notice when one is turned down. */
  submitted?: readonly string[]
}

export interface Waited {
  exitCode: ExitCode
  /** As they were last seen; a run that was never opened is missing. */
  runs: Reported[]
}

/** Follows runs until they have ended and, as host, until nothing of them is left in the cluster. */
export const waitForRuns = async (cli: Cli, options: WaitOptions): Promise<Waited> => {
  const { place, attendance, runs, logs, progress, print } = options
  const { store } = place
  if (logs && place.unseenPods !== undefined)
    cli.terminal.err(`${cli.terminal.paintErr('yellow', 'note')}: ${place.unseenPods}`)
  const leaving = new AbortController()
  const reporter = createReporter(progress, { terminal: cli.terminal, count: runs.length, logs, print })
  const sources = { archive: createArchivedLogs(store.objects), cluster: attendance.cluster }
  const followed = runs.map(({ runId }): Followed => {
    const output = createTaskOutput({ runId, sources }, (label, line) => {
      const run = followed.find((one) => one.runId === runId)?.latest()
      if (run) reporter.output(run, label, line)
    })
    return followRun({ place, runId, reporter, output: logs ? output : undefined, signal: leaving.signal })
  })

  const stop = createOnStop(cli, { ...options, say: reporter.say, hush: reporter.close, signal: leaving.signal })
  options.stops.listen(stop.listener)
  try {
    const ended = Promise.all(followed.map((one) => one.ended))
    const broken = Promise.all([
      ...followed.map((one) => one.done),
      turnedDown(options, { followed, signal: leaving.signal }),
    ]).then(() => ended)
    const first = await Promise.race([
      ended.then(() => undefined),
      broken,
      stop.now,
      timeUp(cli, options, leaving.signal),
    ])
    reporter.close()
    const seen = followed.flatMap((one) => one.latest() ?? [])
    if (typeof first === 'number') return { exitCode: first, runs: seen }
    for (const run of options.quiet ? [] : seen)
      await summarise(run, { terminal: cli.terminal, sources, logsShown: logs, command: cli.command })
    const exitCode = worst(seen.map(({ state }) => exitCodeOf(state.phase, { zero: options.exitZero })))
    if (attendance.isHost()) {
      stop.settle()
      const closed = Promise.all(followed.map((one) => one.closed))
      const gone = closed.then(() => attendance.linger(new Set(runs.map(({ runId }) => runId)), leaving.signal))
      await Promise.race([gone, stop.now])
    }
    return { exitCode, runs: seen }
  } finally {
    leaving.abort()
    reporter.close()
  }
}

/** Rejects when a message that was to start a run was turned down; looks until all runs are there. */
const turnedDown = async (
  { submitted = [], place }: WaitOptions,
  { followed, signal }: { followed: readonly Followed[]; signal: AbortSignal },
): Promise<void> => {
  const { letters, every } = place.turnedDown
  const bodies = new Set(submitted)
  while (bodies.size > 0 && !signal.aborted) {
    await systemClock.wait(every, signal)
    if (followed.every((one) => one.latest())) return
    const dead = (await letters()).find(({ body }) => bodies.has(body))
    if (dead) throw new CommandError(`the run was turned down: ${dead.reason}`)
  }
}

const timeUp = async (
  { data }: Cli,
  { timeout, attendance, runs }: WaitOptions,
  signal: AbortSignal,
): Promise<ExitCode> => {
  if (timeout === undefined) return new Promise<never>(() => {})
  await systemClock.wait(timeout, signal)
  if (signal.aborted) return exitCodes.ok
  const names = runs.map(({ name }) => name).join(', ')
  const rest = attendance.isHost() ? `; ${names} goes on when a process hosts ${data} again` : `; ${names} goes on`
  throw new CommandError(`not ended within ${formatDuration(timeout)}${rest}`, { exitCode: exitCodes.timeout })
}
