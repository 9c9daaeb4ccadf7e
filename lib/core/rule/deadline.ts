import type { StopScope } from '../event.ts'
import type { IndexedPlan, Timeout } from '../plan.ts'
import { hasEnded, type Run } from '../run.ts'
import { planTask } from '../task.ts'
import type { Stop, StopRequest } from './cancel.ts'
import { skipReason } from './skip.ts'

interface Deadline<S> {
  /** Epoch ms. */
  at: number
  stop: S
}

/**
 * Rule deadlines, of an attempt: the task's own counts from its start; a pod that is seen but does not start has the
 * pending timeout, and fails with the cluster's own reason. An attempt without a pod has no deadline of its own.
 */
export const attemptDeadline = (plan: IndexedPlan, state: Run, index: number): Deadline<Stop> | undefined => {
  const task = state.tasks[index]!
  if (task.phase !== 'Running' || task.stopping) return undefined
  if (task.startedAt === undefined) {
    const wait = state.settings.pendingTimeout
    const why = task.message ?? task.reason ?? 'no reason given by the cluster'
    const message = `the pod did not start within ${wait / 1000} s: ${why}`
    return { at: task.seenAt! + wait, stop: { phase: 'Failed', reason: task.reason ?? 'PendingTimeout', message } }
  }
  const { timeout } = planTask(plan, state, index)
  if (timeout === undefined) return undefined
  const { ms, reason, message } = timeout
  return { at: task.startedAt + ms, stop: { phase: 'TimedOut', reason, message } }
}

const deadline = (
  since: number | undefined,
  timeout: Timeout | undefined,
  scope: StopScope,
): Deadline<StopRequest>[] => {
  if (since === undefined || timeout === undefined) return []
  const { ms, reason, message } = timeout
  const pending = { phase: 'Skipped', reason: skipReason.timeout[scope] } as const
  return [{ at: since + ms, stop: { phase: 'TimedOut', reason, message, scope, pending } }]
}

/**
 * Rule deadlines, of the run: of the whole and of its tasks from when it was opened, of the final tasks from when they
 * could begin. The nearest of those that still mean something.
 */
export const runDeadline = (plan: IndexedPlan, state: Run): Deadline<StopRequest> | undefined => {
  const { timeouts } = plan
  if (!timeouts || hasEnded(state.phase) || state.stopping?.scope === 'run') return undefined
  const all = [
    ...deadline(state.openedAt, timeouts.run, 'run'),
    ...(state.openTasks > 0 && (!state.stopping || state.stopping.lets)
      ? deadline(state.openedAt, timeouts.tasks, 'tasks')
      : []),
    ...(state.stopping?.scope === 'finally' ? [] : deadline(state.finallyAt, timeouts.finally, 'finally')),
  ]
  return all.reduce<Deadline<StopRequest> | undefined>(
    (first, one) => (first && first.at <= one.at ? first : one),
    undefined,
  )
}

export const isOverdue = <S>(deadline: Deadline<S> | undefined, now: number): deadline is Deadline<S> =>
  deadline !== undefined && deadline.at <= now
