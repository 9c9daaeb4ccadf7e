import type { Entry } from '../../lib/core/event.ts'
import { evolveEntry } from '../../lib/core/evolve.ts'
import type { RunId } from '../../lib/core/message.ts'
import { type IndexedPlan, indexPlan, Plan } from '../../lib/core/plan.ts'
import { hasEnded, type RunState, unopened } from '../../lib/core/run.ts'
import { RunSettings } from '../../lib/core/settings.ts'
import type { RunLog } from '../../lib/ports/run-log.ts'

export interface LogJudge {
  readonly entries: readonly Entry[]
  /** When each entry was really written. */
  readonly writtenAt: readonly number[]
  /** The fold of what is written. */
  readonly state: RunState
  readonly plan: () => IndexedPlan
  /** The log, with a look at whatever is written. */
  watching(inner: RunLog): RunLog
}

/** Judges the log of a run entry by entry, as it is written. */
export const createLogJudge = (runId: RunId, now: () => number, complain: (what: string) => void): LogJudge => {
  const entries: Entry[] = []
  const writtenAt: number[] = []
  const state: RunState = unopened(RunSettings.parse({}))
  let plan: IndexedPlan | undefined

  const judge = (entry: Entry, before: { tasks: RunState['tasks']; closed: boolean }): void => {
    const complainOf = (what: string): void => complain(`LOG ${entry.seq} ${what}`)
    if (before.closed) complainOf('comes after the run was closed')
    if (entry.seq !== entries.length) complainOf(`is the ${entries.length}th entry`)
    if (state.inFlight.length > state.settings.maxPodsInFlight) complainOf('has more in flight than the window')
    before.tasks.forEach((task, index) => {
      const { phase, endedAt } = state.tasks[index]!
      if (hasEnded(task.phase) && (phase !== task.phase || endedAt !== task.endedAt))
        complainOf(`changes task ${index}, which had ended`)
    })
  }

  /** A stop that lets nothing finish reaches everything in its scope at once. */
  const judgeStop = ({ seq, events }: Entry): void => {
    const stop = events.find((event) => event.type === 'run.stopping')
    if (!stop || stop.lets) return
    for (const index of state.inFlight) {
      const isFinal = plan!.tasks[state.tasks[index]!.of ?? index]!.finally === true
      const isInScope = stop.scope === 'run' || isFinal === (stop.scope === 'finally')
      if (isInScope && !state.tasks[index]!.stopping) complain(`LOG ${seq} stops the run, and task ${index} goes on`)
    }
  }

  const written = async (inner: RunLog, seq: number): Promise<void> => {
    const entry = (await inner.read(runId, seq - 1))[0]!
    entries.push(entry)
    writtenAt.push(now())
    const [first] = entry.events
    if (first?.type === 'run.opened') plan = indexPlan(Plan.parse(JSON.parse(await inner.plan(runId, first.plan))))
    const before = { tasks: state.tasks.map((task) => ({ ...task })), closed: state.closed }
    evolveEntry(plan!, state, entry)
    judge(entry, before)
    judgeStop(entry)
  }

  return {
    entries,
    writtenAt,
    state,
    plan: () => plan!,
    watching: (inner) => ({
      ...inner,
      async append(id, entry) {
        await inner.append(id, entry)
        if (id === runId) await written(inner, entry.seq)
        else complain(`an entry of an unknown run ${id}`)
      },
    }),
  }
}
