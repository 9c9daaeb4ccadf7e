import { MillraceError } from '../core/error.ts'
import type { Entry } from '../core/event.ts'
import { evolveEntry } from '../core/evolve.ts'
import type { RunHeader } from '../core/header.ts'
import type { RunId } from '../core/message.ts'
import { type IndexedPlan, indexPlan, Plan } from '../core/plan.ts'
import { replay } from '../core/replay.ts'
import { RunState } from '../core/run.ts'
import type { RunLog } from '../ports/run-log.ts'
import { createMutexes } from './mutexes.ts'
import { createRecentlyUsed } from './recently-used.ts'

/** A run in memory. */
export interface LoadedRun {
  plan: IndexedPlan
  state: RunState
  /** As last written or read by this process; undefined when it has not looked. */
  header?: RunHeader
  /** Characters of log since the last snapshot, and of that snapshot. */
  tail: number
  snapshot: number
  /** Characters of the plan. */
  planSize: number
}

/**
 * The states of runs, folded from their logs. A state that is kept in memory is brought up to date by a strongly
 * consistent read of the log's tail before each use.
 */
export interface RunStates {
  /**
   * Calls `use` with the run as its log says now; nobody else in this process has it meanwhile. `use` may fold further
   * events into it once they are in the log; if it throws, what is in memory is dropped.
   * Throws `NotFound` when there is no such run.
   */
  using<T>(runId: RunId, use: (run: LoadedRun) => Promise<T> | T): Promise<T>
}

const planHash = (entries: Entry[]): string | undefined => {
  const opened = entries[0]?.events[0]
  return opened?.type === 'run.opened' ? opened.plan : undefined
}

const size = (entries: Entry[]): number => entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0)

/** About how many bytes a run takes in memory: its objects are two to three times as large as their JSON. */
const footprint = ({ planSize, tail, snapshot }: LoadedRun): number => 3 * (planSize + tail + snapshot)

const usualBytes = 64 * 1024 * 1024

/** `maxBytes`: about as much memory as runs may take that are kept; the one that was used last is always kept. */
export const createRunStates = ({
  runLog,
  maxBytes = usualBytes,
}: {
  runLog: RunLog
  maxBytes?: number
}): RunStates => {
  const cache = createRecentlyUsed<RunId, LoadedRun>(maxBytes, footprint)
  const exclusively = createMutexes()

  const load = async (runId: RunId): Promise<LoadedRun> => {
    const snapshot = await runLog.snapshot(runId)
    const entries = await runLog.read(runId, snapshot?.seq ?? 0)
    const from = snapshot && RunState.parse(JSON.parse(snapshot.text))
    const hash = from?.plan ?? planHash(entries)
    if (hash === undefined) throw new MillraceError('NotFound', `there is no run ${runId}`, { details: { runId } })
    const text = await runLog.plan(runId, hash)
    const plan = indexPlan(Plan.parse(JSON.parse(text)))
    const sizes = { tail: size(entries), snapshot: snapshot?.text.length ?? 0, planSize: text.length }
    return { plan, state: replay(plan, entries, from), ...sizes }
  }

  const refresh = async (runId: RunId, run: LoadedRun): Promise<LoadedRun> => {
    const entries = await runLog.read(runId, run.state.seq)
    for (const entry of entries) evolveEntry(run.plan, run.state, entry)
    run.tail += size(entries)
    return run
  }

  return {
    using: (runId, use) =>
      exclusively(runId, async () => {
        const cached = cache.take(runId)
        const run = cached ? await refresh(runId, cached) : await load(runId)
        const result = await use(run)
        cache.put(runId, run)
        return result
      }),
  }
}
