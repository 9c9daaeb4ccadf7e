import type { Event } from '../event.ts'
import { hasEnded, type Run, type Stopping } from '../run.ts'

export type Stop = Omit<Stopping, 'at'>

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

/**
 * Rule cancel: what has no pod ends at once, live pods are stopped, nothing new starts; the run ends when every pod
 * that was seen has ended. A run out of time ends in the same way.
 */
export const stopRun = (state: Run, stop: Stop): Event[] => {
  if (hasEnded(state.phase) || state.stopping) return []
  const waiting = state.tasks.flatMap((task, index) => (task.phase === 'Pending' ? [index] : []))
  const phase = stop.phase === 'Cancelled' ? 'Cancelled' : 'Skipped'
  return [
    { type: 'run.stopping', ...stop },
    ...state.inFlight.flatMap((index) => giveUp(state, index, stop)),
    ...(waiting.length > 0 ? [{ ...stop, type: 'tasks.ended' as const, tasks: waiting, phase } as const] : []),
  ]
}
