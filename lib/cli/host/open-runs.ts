import type { RunHeader } from '../../core/header.ts'
import type { RunId } from '../../core/message.ts'
import { hasEnded } from '../../core/run.ts'
import type { Store } from '../../local/store.ts'
import { readRun } from '../follow/read-run.ts'

/** Runs that are looked at; nobody has more of them open on one machine. */
const most = 1_000

/** Runs of the folder that are not closed, but for those given. */
export const otherOpenRuns = async (
  { headers }: Pick<Store, 'headers'>,
  own: ReadonlySet<RunId>,
): Promise<RunHeader[]> => {
  const open = await headers.due(Number.MAX_SAFE_INTEGER, most)
  const others = open.filter(({ runId }) => !own.has(runId)).map(({ runId }) => headers.get(runId))
  return (await Promise.all(others)).filter((header) => header !== undefined)
}

/** The names of those that have not come to their end, for people. */
export const unfinished = (runs: readonly RunHeader[]): string[] =>
  runs.flatMap(({ name, phase }) => (hasEnded(phase) ? [] : [name]))

/** Whether no container of these runs runs just now: a host that leaves would end it. */
export const isQuiet = async (store: Store, runs: readonly RunHeader[]): Promise<boolean> => {
  for (const { runId } of runs) {
    const { state } = await readRun(store, runId)
    if (state.inFlight.some((index) => state.tasks[index]!.phase === 'Running')) return false
  }
  return true
}
