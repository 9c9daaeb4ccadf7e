import type { Run } from '../run.ts'

/**
 * Rule may-create: a pod may be made for an attempt only while the attempt is *ready* and its time has come.
 * Asked of a strongly consistent state right before the create; everything that gives up an attempt leaves *ready* first.
 */
export const mayCreate = (state: Run, index: number, attempt: number, now: number): boolean => {
  const task = state.tasks[index]
  return task?.phase === 'Ready' && task.attempt === attempt && (task.notBefore ?? 0) <= now
}
