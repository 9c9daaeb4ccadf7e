import type { EventOf } from '../event.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { afterDisruption } from './disruption.ts'

/** How an attempt failed. */
export interface Failure {
  exitCode?: number
  disrupted: boolean
  /** It will fail again in the same way: the API refuses the pod. */
  final?: boolean
}

/**
 * Rule retry: a failed attempt is followed by the next one while the user's limit lasts and, where exit codes are given,
 * only after one of them. What the cluster took away is tried again without using the limit up. Nothing is retried
 * once the attempt or the run is being stopped.
 */
export const retried = (
  plan: IndexedPlan,
  state: Run,
  { index, failure, now }: { index: number; failure: Failure; now: number },
): EventOf<'task.retried'> | undefined => {
  const task = state.tasks[index]!
  if (failure.final || task.stopping || state.stopping) return undefined
  const next = { type: 'task.retried', task: index, attempt: task.attempt + 1 } as const
  if (failure.disrupted) {
    const notBefore = afterDisruption(state, task, now)
    return notBefore === undefined ? undefined : { ...next, notBefore, disrupted: true }
  }
  const { limit, exitCodes } = plan.tasks[index]!.retry
  if (task.failures >= limit) return undefined
  if (exitCodes && (failure.exitCode === undefined || !exitCodes.includes(failure.exitCode))) return undefined
  return { ...next, notBefore: now }
}
