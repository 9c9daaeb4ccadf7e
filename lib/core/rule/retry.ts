import type { EventOf } from '../event.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { isFinal, planTask } from '../task.ts'
import { afterDisruption } from './disruption.ts'

/** How an attempt failed. */
export interface Failure {
  exitCode?: number
  disrupted: boolean
  /** It will fail again in the same way: the API refuses the pod. */
  final?: boolean
  /** It had failed by itself before it was given up. */
  earlier?: boolean
}

/**
 * Rule retry: a failed attempt is followed by the next one while the user's limit lasts and, where exit codes are given,
 * only after one of them. What the cluster took away is tried again without using the limit up. Nothing is retried
 * once the run is being stopped, nor what was given up for another reason than its own timeout.
 */
export const retried = (
  plan: IndexedPlan,
  state: Run,
  { index, failure, now }: { index: number; failure: Failure; now: number },
): EventOf<'task.retried'> | undefined => {
  const task = state.tasks[index]!
  if (failure.final || (isGivenUp(task) && !failure.earlier) || isStopped(plan, state, index)) return undefined
  const next = { type: 'task.retried', task: index, attempt: task.attempt + 1 } as const
  if (failure.disrupted) {
    const notBefore = afterDisruption(state, task, now)
    return notBefore === undefined ? undefined : { ...next, notBefore, disrupted: true }
  }
  const { limit, exitCodes } = planTask(plan, state, index).retry
  if (task.failures >= limit) return undefined
  if (exitCodes && (failure.exitCode === undefined || !exitCodes.includes(failure.exitCode))) return undefined
  return { ...next, notBefore: now }
}

/** An attempt that took too long is a failure like any other; given up for another reason there is no next one. */
const isGivenUp = ({ stopping }: Run['tasks'][number]): boolean =>
  stopping !== undefined && stopping.phase !== 'TimedOut'

/** What runs may finish, retries included, where the stop lets it; a stop of others is no stop of this one. */
const isStopped = (plan: IndexedPlan, state: Run, index: number): boolean => {
  if (!state.stopping || state.stopping.lets) return false
  const { scope } = state.stopping
  return scope === 'run' || isFinal(plan, state, index) === (scope === 'finally')
}
