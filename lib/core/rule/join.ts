import type { EndPhase, Event } from '../event.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { afterFailure } from './failure-policy.ts'

/** The worst end of all instances is that of their task. */
const order: readonly EndPhase[] = ['Failed', 'TimedOut', 'Cancelled', 'Skipped', 'Succeeded']

/** Rule join: a task that has fanned out ends when its last instance has, once. */
export const joinInstances = (plan: IndexedPlan, state: Run): Event[] => {
  const index = state.fanned.find((task) => state.tasks[task]!.remaining === 0)
  if (index === undefined) return []
  const { first, count } = state.tasks[index]!.instances!
  const all = state.tasks.slice(first, first + count)
  const phase = order.find((one) => all.some((instance) => instance.phase === one))!
  const { reason = phase, message } = all.find((instance) => instance.phase === phase)!
  const end: Event = { type: 'tasks.ended', tasks: [index], phase, reason, message }
  return phase === 'Failed' || phase === 'TimedOut' ? [end, ...afterFailure(plan, state, index)] : [end]
}
