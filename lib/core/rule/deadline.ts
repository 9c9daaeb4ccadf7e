import type { IndexedPlan } from '../plan.ts'
import { hasEnded, type Run } from '../run.ts'
import type { Stop } from './cancel.ts'

interface Deadline {
  /** Epoch ms. */
  at: number
  stop: Stop
}

const seconds = (ms: number): string => `${ms / 1000} s`

/**
 * Rule deadlines, of an attempt: the task's own counts from its start; a pod that is seen but does not start has the
 * pending timeout, and fails with the cluster's own reason. An attempt without a pod has no deadline of its own.
 */
export const attemptDeadline = (plan: IndexedPlan, state: Run, index: number): Deadline | undefined => {
  const task = state.tasks[index]!
  if (task.phase !== 'Running' || task.stopping) return undefined
  if (task.startedAt === undefined) {
    const wait = state.settings.pendingTimeout
    const why = task.message ?? task.reason ?? 'no reason given by the cluster'
    const message = `the pod did not start within ${seconds(wait)}: ${why}`
    return { at: task.seenAt! + wait, stop: { phase: 'Failed', reason: task.reason ?? 'PendingTimeout', message } }
  }
  const { timeout } = plan.tasks[index]!
  if (timeout === undefined) return undefined
  const message = `the task took longer than ${seconds(timeout)}`
  return { at: task.startedAt + timeout, stop: { phase: 'TimedOut', reason: 'TaskTimeout', message } }
}

/** Rule deadlines, of the whole run: from when it was opened. */
export const runDeadline = (plan: IndexedPlan, state: Run): Deadline | undefined => {
  if (plan.timeout === undefined || hasEnded(state.phase) || state.stopping) return undefined
  const message = `the run took longer than ${seconds(plan.timeout)}`
  return { at: state.openedAt + plan.timeout, stop: { phase: 'TimedOut', reason: 'RunTimeout', message } }
}

export const isOverdue = (deadline: Deadline | undefined, now: number): deadline is Deadline =>
  deadline !== undefined && deadline.at <= now
