import type { IndexedPlan } from '../plan.ts'
import { hasEnded, type Run } from '../run.ts'
import { attemptDeadline, runDeadline } from './deadline.ts'
import { lostAt } from './node-loss.ts'

/** How much of a run one `run.check` looks at. */
export const pageSize = 100

export const page = <T>(items: readonly T[], from: number): readonly T[] => items.slice(from, from + pageSize)

/** Running without news for longer than the settings allow: worth a probe. */
export const isSilent = (state: Run, index: number, now: number): boolean => {
  const task = state.tasks[index]!
  return task.phase === 'Running' && now - task.newsAt! >= state.settings.silence
}

const nearestDeadline = (plan: IndexedPlan, state: Run): number => {
  let nearest = runDeadline(plan, state)?.at ?? Infinity
  for (const index of state.inFlight) {
    const deadline = attemptDeadline(plan, state, index)?.at ?? Infinity
    nearest = Math.min(nearest, deadline, lostAt(plan, state, index) ?? Infinity)
  }
  return nearest
}

/**
 * Rule check: when the run wants to be looked at next. Never later than its nearest deadline, or the moment when pods
 * may be released after its end; else one interval from now. Undefined: closed, never again.
 */
export const dueAt = (plan: IndexedPlan, state: Run, now: number): number | undefined => {
  if (state.closed) return undefined
  const next = now + state.settings.checkInterval
  if (!hasEnded(state.phase)) return Math.min(next, nearestDeadline(plan, state))
  const settled = state.lastEndAt! + state.settings.horizon
  return settled > now ? settled : next
}
