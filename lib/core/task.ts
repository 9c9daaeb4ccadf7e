import type { IndexedPlan, PlanTask } from './plan.ts'
import type { Run } from './run.ts'

/** The plan's task behind an index of the state: its own, or for an instance, that of the task that fanned out. */
export const planTask = (plan: IndexedPlan, state: Run, index: number): PlanTask =>
  plan.tasks[state.tasks[index]!.of ?? index]!

/** What people call it: an instance has its number behind the name. */
export const taskName = (plan: IndexedPlan, state: Run, index: number): string => {
  const { of, instance } = state.tasks[index]!
  return of === undefined ? plan.tasks[index]!.name : `${plan.tasks[of]!.name}-${instance}`
}

export const isFinal = (plan: IndexedPlan, state: Run, index: number): boolean =>
  planTask(plan, state, index).finally === true

/** A failure that is nobody else's. */
export const isIgnored = (plan: IndexedPlan, state: Run, index: number): boolean =>
  planTask(plan, state, index).onError === 'continue'
