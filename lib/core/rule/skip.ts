import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'

/** Why a task does not run, in Tekton's words. */
export const skipReason = {
  guard: 'When Expressions evaluated to false',
  parents: 'Parent Tasks were skipped',
  missingResults: 'Results were missing',
  emptyMatrix: 'Matrix Parameters have an empty array',
  stopping: 'PipelineRun was stopping',
  gracefullyCancelled: 'PipelineRun was gracefully cancelled',
  gracefullyStopped: 'PipelineRun was gracefully stopped',
  timeout: {
    run: 'PipelineRun timeout has been reached',
    tasks: 'PipelineRun Tasks timeout has been reached',
    finally: 'PipelineRun Finally timeout has been reached',
  },
} as const

/** Everything that waits for `index`, directly or through others, and has not begun. Each once, in the order of the plan. */
export const waitingFor = (plan: IndexedPlan, state: Run, index: number): number[] => {
  const found = new Set<number>()
  const next = [index]
  for (let task = next.pop(); task !== undefined; task = next.pop()) {
    for (const dependant of plan.dependants[task] ?? []) {
      if (found.has(dependant) || state.tasks[dependant]!.phase !== 'Pending') continue
      found.add(dependant)
      next.push(dependant)
    }
  }
  return [...found].sort((a, b) => a - b)
}
