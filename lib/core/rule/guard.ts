import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { planTask } from '../task.ts'
import { filled, isKnown } from './substitution.ts'

/** Rule guard: some condition of the task is known not to hold, whatever the others are. */
export const isGuarded = (plan: IndexedPlan, state: Run, index: number): boolean =>
  (planTask(plan, state, index).when ?? []).some((guard) => {
    if (!isKnown(plan, state, { index, json: guard })) return false
    const { input, operator, values } = filled(plan, state, { index, json: guard })
    return values.includes(input) !== (operator === 'in')
  })
