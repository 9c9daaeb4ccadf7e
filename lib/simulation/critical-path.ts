import type { Plan } from '../core/plan.ts'
import type { TaskRecord } from './task-record.ts'

/** A task that others waited for, and how long from its beginning to its end. Ms. */
export interface PathStep {
  task: string
  ms: number
}

const endOf = ({ ended }: TaskRecord): number => ended ?? Number.NEGATIVE_INFINITY

const lastOf = (records: readonly TaskRecord[], tasks: readonly number[]): number | undefined =>
  tasks.reduce<number | undefined>(
    (last, task) => (last === undefined || endOf(records[task]!) > endOf(records[last]!) ? task : last),
    undefined,
  )

/**
 * The chain of tasks that decided how long the run took: back from the one that ended last, through what it needed and
 * what of that ended last. Tasks that did not run are passed through. `records`: in the order of the plan.
 */
export const criticalPath = ({ tasks }: Pick<Plan, 'tasks'>, records: readonly TaskRecord[]): PathStep[] => {
  const all = tasks.map((_, index) => index)
  const before = all.filter((index) => !tasks[index]!.finally)
  const path: PathStep[] = []
  const hasRun = (index: number): boolean => records[index]?.ran === true && records[index].ended !== undefined
  let at = lastOf(records, all.filter(hasRun))
  while (at !== undefined) {
    const { name, began = 0, ended = 0, ran } = records[at]!
    if (ran) path.unshift({ task: name, ms: ended - began })
    const { needs, finally: isFinal } = tasks[at]!
    at = lastOf(records, isFinal ? before.filter(hasRun) : needs)
  }
  return path
}
