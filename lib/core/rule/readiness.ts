import type { EventOf } from '../event.ts'
import type { Run } from '../run.ts'
import { admitted } from './window.ts'

/**
 * Rule readiness: a task becomes Ready when the claims are there, all its needs have ended, nothing stops the run,
 * and the window has room. The counters behind it are kept by the fold, so a join fires once.
 */
export const becomeReady = (state: Run): EventOf<'tasks.ready'>[] => {
  if (state.phase !== 'Running' || state.stopping) return []
  const tasks = admitted(state)
  return tasks.length > 0 ? [{ type: 'tasks.ready', tasks }] : []
}
