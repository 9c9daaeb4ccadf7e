import type { EventOf } from './event.ts'
import { hasEnded, type Run } from './run.ts'

/** How the run ends, once every task has: by what stopped it, else by whether any task failed. */
export const outcome = (state: Run): EventOf<'run.ended'>[] => {
  if (hasEnded(state.phase) || state.open > 0) return []
  if (state.stopping) {
    const { phase, reason, message } = state.stopping
    return [{ type: 'run.ended', phase, reason, message }]
  }
  if (state.failed === 0) return [{ type: 'run.ended', phase: 'Succeeded', reason: 'Succeeded' }]
  const failed = state.tasks.filter(({ phase }) => phase === 'Failed' || phase === 'TimedOut').length
  const message = `${failed} ${failed === 1 ? 'task' : 'tasks'} failed`
  return [{ type: 'run.ended', phase: 'Failed', reason: 'TasksFailed', message }]
}
