import type { Event, StopScope } from '../event.ts'
import type { IndexedPlan } from '../plan.ts'
import { hasEnded, type Run, type Stopping } from '../run.ts'
import { isFinal } from '../task.ts'

export type Stop = Pick<Stopping, 'phase' | 'reason' | 'message'>

/** Gives an attempt up: one that has no pod ends at once, a live pod is stopped and ends when that is seen. */
export const giveUp = (state: Run, index: number, stop: Stop): Event[] => {
  const task = state.tasks[index]!
  const attempt = { task: index, attempt: task.attempt, ...stop }
  if (task.phase === 'Ready') {
    return [
      { type: 'attempt.ended', ...attempt },
      { type: 'tasks.ended', tasks: [index], ...stop },
    ]
  }
  return task.stopping ? [] : [{ type: 'attempt.stopping', ...attempt }]
}

const isInScope = (plan: IndexedPlan, state: Run, { index, scope }: { index: number; scope: StopScope }): boolean =>
  scope === 'run' || isFinal(plan, state, index) === (scope === 'finally')

const order: readonly StopScope[] = ['tasks', 'finally', 'run']

/** Whether what is asked adds nothing to a stop that is under way. */
const isCovered = ({ stopping }: Run, { scope, lets }: { scope: StopScope; lets: boolean }): boolean => {
  if (!stopping) return false
  const wider = order.indexOf(stopping.scope) - order.indexOf(scope)
  return wider > 0 || (wider === 0 && (lets || !stopping.lets))
}

export interface StopRequest extends Stop {
  scope: StopScope
  /** What becomes of tasks that have not begun. */
  pending: { phase: 'Cancelled' | 'Skipped'; reason: string; message?: string }
  /** What runs may finish. */
  lets?: boolean
}

/**
 * Rule cancel: what has no pod ends at once, live pods are stopped, nothing new starts; the run ends when every pod
 * that was seen has ended. A run out of time ends in the same way. Where the scope is the tasks, the final ones still run.
 */
export const stopRun = (
  plan: IndexedPlan,
  state: Run,
  { scope, pending, lets = false, ...stop }: StopRequest,
): Event[] => {
  if (hasEnded(state.phase) || isCovered(state, { scope, lets })) return []
  const waiting = state.tasks.flatMap((task, index) =>
    task.phase === 'Pending' && isInScope(plan, state, { index, scope }) ? [index] : [],
  )
  const running = lets ? [] : state.inFlight.filter((index) => isInScope(plan, state, { index, scope }))
  return [
    { type: 'run.stopping', ...stop, scope, lets },
    ...running.flatMap((index) => giveUp(state, index, stop)),
    ...(waiting.length > 0 ? [{ type: 'tasks.ended' as const, tasks: waiting, ...pending }] : []),
  ]
}
