import type { PlanPod } from '../core/plan.ts'

/** The containers of a task's steps, in the order in which they run. */
export const stepContainerNames = ({ steps }: Pick<PlanPod, 'steps'>): string[] =>
  steps.map(({ container }) => container.name)

export const sidecarContainerNames = ({ sidecars = [] }: Pick<PlanPod, 'sidecars'>): string[] =>
  sidecars.map(({ container }) => container.name)
