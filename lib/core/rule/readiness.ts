import type { Event } from '../event.ts'
import type { IndexedPlan, Matrix } from '../plan.ts'
import type { Run } from '../run.ts'
import { planTask } from '../task.ts'
import { afterFailure } from './failure-policy.ts'
import { combinations } from './fan-out.ts'
import { isGuarded } from './guard.ts'
import { invalidReference } from './result.ts'
import { skipReason } from './skip.ts'
import { isMissing } from './substitution.ts'
import { room, waiting } from './window.ts'

type Verdict = { ready: true } | { ready: false; events: Event[] }

const ready: Verdict = { ready: true }
const skipped = (index: number, reason: string): Verdict => ({
  ready: false,
  events: [{ type: 'tasks.ended', tasks: [index], phase: 'Skipped', reason }],
})

/** A result that a task needs and that is not there. It is the needing task's error only if it was promised. */
const withoutResult = (plan: IndexedPlan, state: Run, index: number): Verdict | undefined => {
  const { variables = [], finally: isFinal } = planTask(plan, state, index)
  const missing = variables.find((variable) => isMissing(plan, state, { index, variable }))
  if (missing?.type !== 'result') return undefined
  const producer = plan.tasks[missing.task]!
  const isPromised = state.tasks[missing.task]!.phase === 'Succeeded' && producer.onError !== 'continue'
  if (isFinal || !isPromised) return skipped(index, skipReason.missingResults)
  const reason = invalidReference
  const message = `task "${producer.name}" succeeded without result "${missing.result}"`
  const end: Event = { type: 'tasks.ended', tasks: [index], phase: 'Failed', reason, message }
  return { ready: false, events: [end, ...afterFailure(plan, state, index)] }
}

/** A skip is handed on, except by a guard: what only waits for the order runs all the same. */
const isSkippedBefore = (plan: IndexedPlan, state: Run, index: number): boolean =>
  planTask(plan, state, index).needs.some((need) => {
    const { phase, reason } = state.tasks[need]!
    return phase === 'Skipped' && reason !== skipReason.guard
  })

const fansOut = (plan: IndexedPlan, state: Run, { index, matrix }: { index: number; matrix: Matrix }): Verdict => {
  const all = combinations(plan, state, { index, matrix })
  if (all.length === 0) return skipped(index, skipReason.emptyMatrix)
  const limit = state.settings.maxMatrix
  if (all.length <= limit) return { ready: false, events: [{ type: 'task.expanded', task: index, combinations: all }] }
  const message = `the matrix has ${all.length} combinations, more than ${limit}`
  const end: Event = { type: 'tasks.ended', tasks: [index], phase: 'Failed', reason: 'MatrixTooLarge', message }
  return { ready: false, events: [end, ...afterFailure(plan, state, index)] }
}

/** What becomes of a task whose needs have all ended, in the order in which Tekton asks: of a final task, results first. */
const verdict = (plan: IndexedPlan, state: Run, index: number): Verdict => {
  if (state.tasks[index]!.of !== undefined) return ready
  const task = planTask(plan, state, index)
  const missing = withoutResult(plan, state, index)
  if (task.finally && missing) return missing
  if (isGuarded(plan, state, index)) return skipped(index, skipReason.guard)
  if (isSkippedBefore(plan, state, index)) return skipped(index, skipReason.parents)
  if (missing) return missing
  return task.matrix ? fansOut(plan, state, { index, matrix: task.matrix }) : ready
}

/**
 * Rule readiness: a task becomes Ready when the claims are there, all its needs have ended, its guards hold, nothing
 * stops the run, and the window has room. The counters behind it are kept by the fold, so a join fires once.
 */
export const becomeReady = (plan: IndexedPlan, state: Run): Event[] => {
  if (state.phase !== 'Running' || state.stopping?.scope === 'run') return []
  const tasks: number[] = []
  const places = room(state)
  for (const index of waiting(state)) {
    if (tasks.length >= places) break
    const next = verdict(plan, state, index)
    if (next.ready) tasks.push(index)
    // What is ready before it goes first; then the state is looked at again.
    else return tasks.length > 0 ? [{ type: 'tasks.ready', tasks }] : next.events
  }
  return tasks.length > 0 ? [{ type: 'tasks.ready', tasks }] : []
}
