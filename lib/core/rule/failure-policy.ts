import type { Event } from '../event.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { isFinal, isIgnored, taskName } from '../task.ts'
import { skipReason, waitingFor } from './skip.ts'

/** Why a task has failed whose failure is nobody else's, in Tekton's word; its attempt has the reason of its own. */
export const failureIgnored = 'FailureIgnored'

/**
 * Rule failure-policy: what the end of a task without success does to the others.
 * `continue` (Kontroler): what depends on it, directly or not, is skipped; other branches go on.
 * `stop` (Tekton): nothing new starts, what runs may finish, then the final tasks run. A final task, one whose failure is
 * ignored, and one instance of several stop nobody.
 */
export const afterFailure = (plan: IndexedPlan, state: Run, index: number): Event[] => {
  if (isIgnored(plan, state, index)) return []
  return plan.failurePolicy === 'continue' ? skipDependants(plan, state, index) : stopTasks(plan, state, index)
}

const skipDependants = (plan: IndexedPlan, state: Run, index: number): Event[] => {
  const tasks = waitingFor(plan, state, index)
  const message = `dependency ${taskName(plan, state, index)} did not succeed`
  return skip(tasks, 'DependencyFailed', message)
}

const stopTasks = (plan: IndexedPlan, state: Run, index: number): Event[] => {
  if (isFinal(plan, state, index) || state.tasks[index]!.of !== undefined) return []
  return skip(
    pendingTasks(plan, state).filter((task) => task !== index),
    skipReason.stopping,
  )
}

/** Tasks that are not final and have not begun. */
export const pendingTasks = (plan: IndexedPlan, state: Run): number[] =>
  state.tasks.flatMap(({ phase }, index) => (phase === 'Pending' && !isFinal(plan, state, index) ? [index] : []))

const skip = (tasks: number[], reason: string, message?: string): Event[] =>
  tasks.length > 0 ? [{ type: 'tasks.ended', tasks, phase: 'Skipped', reason, message }] : []
