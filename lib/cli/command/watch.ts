import type { RunHeader } from '../../core/header.ts'
import { hasEnded } from '../../core/run.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-code.ts'
import { type WaitOptions, waitForRuns } from '../follow/wait-for-runs.ts'
import type { WaitInvocation, WatchInvocation } from '../grammar/invocation.ts'
import { openExistingPlace } from '../place/open-place.ts'
import type { Attendance, Place } from '../place/place.ts'
import { liveHeaders } from '../show/live-header.ts'
import { notFound } from '../show/not-found.ts'
import { findRun } from '../show/run-ref.ts'
import { createStops } from '../terminal/interrupts.ts'

/** The runs that a command names, as they are now. */
export const findRuns = async (cli: Cli, refs: readonly string[]): Promise<{ place: Place; runs: RunHeader[] }> => {
  const place = await openExistingPlace(cli)
  if (!place) throw notFound('run', refs[0]!, cli.namespace)
  const runs: RunHeader[] = []
  for (const ref of refs) {
    const run = await findRun(place.store.headers, ref, cli.namespace)
    if (!runs.some(({ runId }) => runId === run.runId)) runs.push(run)
  }
  return { place, runs: await liveHeaders(place.store, runs) }
}

/** What has not ended moves only while somebody sees to it: this process, if nobody else does. */
export const attendRuns = (cli: Cli, place: Place, runs: readonly RunHeader[]): Promise<Attendance> =>
  runs.every(({ phase }) => hasEnded(phase))
    ? place.visit()
    : place.attend(cli, new Set(runs.map(({ runId }) => runId)))

const follow = async (
  cli: Cli,
  refs: readonly string[],
  options: Pick<WaitOptions, 'progress' | 'logs' | 'timeout' | 'exitZero' | 'quiet'>,
) => {
  const { place, runs } = await findRuns(cli, refs)
  const stops = createStops()
  const attendance = await attendRuns(cli, place, runs)
  try {
    const { out } = cli.terminal
    return await waitForRuns(cli, { place, attendance, stops, runs, own: false, print: out, ...options })
  } finally {
    await attendance.leave()
    stops.close()
  }
}

/** `millrace watch`: every step of runs from their beginning, to their end. */
export const watch = async (cli: Cli, { refs, ...options }: WatchInvocation): Promise<ExitCode> =>
  (await follow(cli, refs, options)).exitCode

/** `millrace wait`: nothing but how the runs ended. */
export const wait = async (cli: Cli, { refs, timeout, exitZero }: WaitInvocation): Promise<ExitCode> => {
  const options = { progress: 'none', logs: false, quiet: true } as const
  const { exitCode, runs } = await follow(cli, refs, { ...options, timeout, exitZero })
  for (const { state } of runs) {
    const why = state.message ? `: ${state.message}` : ''
    if (hasEnded(state.phase)) cli.terminal.out(`run/${state.name} ${state.phase}${why}`)
  }
  return exitCode
}
