import { createArchivedLogs } from '../../app/collect/archived-logs.ts'
import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import { hasEnded, type Run } from '../../core/run.ts'
import { taskName } from '../../core/task.ts'
import { didYouMean } from '../../dialects/suggest.ts'
import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { containersOf, type LogSources, readLog } from '../follow/attempt-log.ts'
import { followRun } from '../follow/follow-run.ts'
import { createLines } from '../follow/lines.ts'
import { readRun } from '../follow/read-run.ts'
import { createTaskOutput, outputLabel } from '../follow/task-output.ts'
import type { LogsInvocation } from '../grammar/invocation.ts'
import type { Place } from '../place/place.ts'
import { labelColour } from '../progress/plain-reporter.ts'
import { createStops } from '../terminal/interrupts.ts'
import { findRuns } from './watch.ts'

interface Chosen {
  runId: RunId
  plan: IndexedPlan
  state: Run
  sources: LogSources
  print: (label: string, line: string) => void
}

/** `millrace logs`: what tasks wrote, from the archive or from their pods; with `-f` as it comes. */
export const logs = async (cli: Cli, invocation: LogsInvocation): Promise<ExitCode> => {
  const { place, runs } = await findRuns(cli, [invocation.ref])
  const { runId } = runs[0]!
  const { plan, state } = await readRun(place.store, runId)
  const wanted = wantedTasks(plan, state, invocation)
  const attendance = await place.visit()
  const sources = { archive: createArchivedLogs(place.store.objects), cluster: attendance.cluster }
  const { terminal } = cli
  if (place.unseenPods !== undefined) terminal.err(`${terminal.paintErr('yellow', 'note')}: ${place.unseenPods}`)
  const isBare = invocation.task !== undefined
  const print = (label: string, line: string): void =>
    terminal.out(isBare ? line : `${terminal.paint(labelColour(label), `[${label}]`)} ${line}`)
  const chosen: Chosen = { runId, plan, state, sources, print }
  if (invocation.follow && !hasEnded(state.phase)) return followLogs(cli, place, { ...chosen, wanted })
  const found = await printLogs(chosen, wanted, invocation.attempt)
  if (found) return exitCodes.ok
  terminal.err(
    `no log: ${isBare ? `task ${invocation.task} has` : `the tasks of ${state.name} have`} not written anything`,
  )
  return exitCodes.ok
}

const wantedTasks = (plan: IndexedPlan, state: Run, { task, failed, attempt }: LogsInvocation): number[] => {
  const all = state.tasks.map((_, index) => index)
  const isFailed = (index: number): boolean => ['Failed', 'TimedOut'].includes(state.tasks[index]!.phase)
  if (task === undefined) return all.filter((index) => !failed || isFailed(index)).sort(byStart(state))
  const index = all.findIndex((one) => taskName(plan, state, one) === task)
  if (index < 0) {
    const help =
      didYouMean(
        task,
        all.map((one) => taskName(plan, state, one)),
      ) ?? `see them with: millrace describe run ${state.name}`
    throw new CommandError(`run ${state.name} has no task "${task}"`, { code: 'NotFound', help })
  }
  const tried = state.tasks[index]!.attempt + 1
  if (attempt !== undefined && attempt > tried)
    throw new CommandError(`task ${task} has had ${tried} ${tried === 1 ? 'attempt' : 'attempts'}`, {
      code: 'NotFound',
    })
  return failed && !isFailed(index) ? [] : [index]
}

const byStart =
  ({ tasks }: Run) =>
  (a: number, b: number): number =>
    (tasks[a]!.startedAt ?? Infinity) - (tasks[b]!.startedAt ?? Infinity) || a - b

/** Answers whether there was anything. */
const printLogs = async (chosen: Chosen, wanted: readonly number[], given: number | undefined): Promise<boolean> => {
  const { runId, plan, state, sources, print } = chosen
  let found = false
  for (const task of wanted) {
    const { attempt: last, phase, uid } = state.tasks[task]!
    const attempt = given === undefined ? last : given - 1
    const hadNoPod = attempt === last && hasEnded(phase) && uid === undefined
    if (phase === 'Pending' || attempt > last || hadNoPod) continue
    for (const container of containersOf(runId, chosen, [task, attempt])) {
      const label = outputLabel(taskName(plan, state, task), attempt, container.step)
      const lines = createLines((line) => {
        found = true
        print(label, line)
      })
      lines.push((await readLog(sources, container)) ?? new Uint8Array())
      lines.flush()
    }
  }
  return found
}

const followLogs = async (
  cli: Cli,
  place: Place,
  { runId, sources, print, wanted }: Chosen & { wanted: readonly number[] },
): Promise<ExitCode> => {
  if (!(await place.isHosted())) {
    const help = `it goes on while a process does: ${cli.command('watch --logs')}`
    throw new CommandError('no process hosts this data folder, so the run stands still', { help })
  }
  const tasks = new Set(wanted)
  const leaving = new AbortController()
  const interrupted = Promise.withResolvers<ExitCode>()
  const stops = createStops()
  stops.listen(() => interrupted.resolve(exitCodes.interrupted))
  const output = createTaskOutput({ runId, sources, wanted: (task) => tasks.has(task) }, print)
  const reporter = { transitions: () => {}, output: () => {}, say: cli.terminal.err, close: () => {} }
  const followed = followRun({ place, runId, reporter, output, signal: leaving.signal })
  const ended = followed.ended.then((): ExitCode => exitCodes.ok)
  const exitCode = await Promise.race([ended, followed.done.then(() => ended), interrupted.promise])
  leaving.abort()
  output.stop()
  stops.close()
  return exitCode
}
