import type { Event } from '../event.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { waitingFor } from './skip.ts'

/**
 * Rule failure-policy: what the end of a task without success does to the others.
 * `continue` (Kontroler): what depends on it, directly or not, is skipped; other branches go on.
 */
export const afterFailure = (plan: IndexedPlan, state: Run, index: number): Event[] => {
  const tasks = waitingFor(plan, state, index)
  const message = `dependency ${plan.tasks[index]!.name} did not succeed`
  return tasks.length > 0 ? [{ type: 'tasks.ended', tasks, phase: 'Skipped', reason: 'DependencyFailed', message }] : []
}
