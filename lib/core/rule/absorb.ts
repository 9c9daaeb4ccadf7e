import type { Observation } from '../observation.ts'
import { hasEnded, type Run } from '../run.ts'

/**
 * Rule absorb: terminal phases never change, and an observation counts only if it is of this run (nonce), of the task's
 * current attempt, and of the pod that is known (uid). *Gone* counts only once the pod was seen: a pod that is still to
 * be created is absent too.
 */
export const counts = (state: Run, observation: Observation): boolean => {
  const task = state.tasks[observation.task]
  if (!task || observation.nonce !== state.nonce || observation.attempt !== task.attempt) return false
  if (task.phase === 'Pending' || hasEnded(task.phase)) return false
  if (task.uid !== undefined && observation.uid !== undefined && observation.uid !== task.uid) return false
  return observation.phase !== 'gone' || task.phase === 'Running'
}
