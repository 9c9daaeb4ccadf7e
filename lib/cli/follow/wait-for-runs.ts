import { systemClock } from '../../adapters/system/system-clock.ts'
import type { RunId } from '../../core/message.ts'
import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import { type ExitCode, exitCodeOf, exitCodes, worst } from '../exit-code.ts'
import type { Attendance } from '../host/attend.ts'
import { linger } from '../host/linger.ts'
import type { Session } from '../host/session.ts'
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
  session: Session
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
  const { session, attendance, runs, logs, progress, print } = options
  const { store } = session
  const leaving = new AbortController()
  const reporter = createReporter(progress, { terminal: cli.terminal, count: runs.length, logs, print })
  const sources = { objects: store.objects, cluster: attendance.cluster }
  const followed = runs.map(({ runId }): Followed => {
    const output = createTaskOutput({ runId, sources }, (label, line) => {
      const run = followed.find((one) => one.runId === runId)?.latest()
      if (run) reporter.output(run, label, line)
    })
    return followRun({ store, runId, reporter, output: logs ? output : undefined, signal: leaving.signal })
  })

  const stop = createOnStop(cli, { ...options, say: reporter.say, hush: reporter.close, signal: leaving.signal })
  options.stops.listen(stop.listener)
  try {
    const ended = Promise.all(followed.map((one) => one.ended))
    const broken = Promise.all([...followed.map((one) => one.done), turnedDown(options, leaving.signal)]).then(
      () => ended,
    )
    const first = await Promise.race([ended.then(() => undefined), broken, stop.now, timeUp(options, leaving.signal)])
    reporter.close()
    const seen = followed.flatMap((one) => one.latest() ?? [])
    if (typeof first === 'number') return { exitCode: first, runs: seen }
    for (const run of options.quiet ? [] : seen)
      await summarise(run, { terminal: cli.terminal, sources, logsShown: logs, command: cli.command })
    const exitCode = worst(seen.map(({ state }) => exitCodeOf(state.phase, { zero: options.exitZero })))
    if (attendance.isHost()) {
      stop.settle()
      const closed = Promise.all(followed.map((one) => one.closed))
      const gone = closed.then(() =>
        linger(cli, { store, own: new Set(runs.map(({ runId }) => runId)), signal: leaving.signal }),
      )
      await Promise.race([gone, stop.now])
    }
    return { exitCode, runs: seen }
  } finally {
    leaving.abort()
    reporter.close()
  }
}

/** Rejects when a message that was to start a run was turned down. */
const turnedDown = async ({ submitted = [], session }: WaitOptions, signal: AbortSignal): Promise<void> => {
  const bodies = new Set(submitted)
  while (bodies.size > 0 && !signal.aborted) {
    const dead = (await session.store.queues.deadLetters(100)).find(({ body }) => bodies.has(body))
    if (dead) throw new CommandError(`the run was turned down: ${dead.reason}`)
    await systemClock.wait(250, signal)
  }
}

const timeUp = async ({ timeout, session, attendance, runs }: WaitOptions, signal: AbortSignal): Promise<ExitCode> => {
  if (timeout === undefined) return new Promise<never>(() => {})
  await systemClock.wait(timeout, signal)
  if (signal.aborted) return exitCodes.ok
  const names = runs.map(({ name }) => name).join(', ')
  const rest = attendance.isHost()
    ? `; ${names} goes on when a process hosts ${session.folder.path} again`
    : `; ${names} goes on`
  throw new CommandError(`not ended within ${formatDuration(timeout)}${rest}`, { exitCode: exitCodes.timeout })
}
