import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'

/** Everything that waits for `index`, directly or through others, and has not begun. Each once, in the order of the plan. */
export const waitingFor = (plan: IndexedPlan, state: Run, index: number): number[] => {
  const found = new Set<number>()
  const next = [index]
  for (let task = next.pop(); task !== undefined; task = next.pop()) {
    for (const dependant of plan.dependants[task]!) {
      if (found.has(dependant) || state.tasks[dependant]!.phase !== 'Pending') continue
      found.add(dependant)
      next.push(dependant)
    }
  }
  return [...found].sort((a, b) => a - b)
}
