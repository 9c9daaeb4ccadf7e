import * as fc from 'fast-check'
import { type IndexedPlan, indexPlan } from '../../lib/core/plan.ts'
import { planOf } from './plan.ts'

/** How each attempt of a task ends, in turn; after the last one it succeeds. */
export type Script = ('succeeded' | { exitCode: number } | 'disrupted')[]

export interface Case {
  plan: IndexedPlan
  scripts: Script[]
}

const attemptEnd = fc.oneof(
  { weight: 4, arbitrary: fc.constant('succeeded' as const) },
  { weight: 2, arbitrary: fc.record({ exitCode: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.constant('disrupted' as const) },
)

const task = fc.record({
  /** Which of the earlier tasks it needs. */
  needs: fc.array(fc.nat({ max: 1_000 }), { maxLength: 3 }),
  limit: fc.nat({ max: 2 }),
  exitCodes: fc.option(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }), { nil: undefined }),
  script: fc.array(attemptEnd, { maxLength: 4 }),
})

/** A random DAG of up to 12 tasks, with how every attempt of every task ends. */
export const arbitraryCase: fc.Arbitrary<Case> = fc.array(task, { minLength: 1, maxLength: 12 }).map((tasks) => {
  const base = planOf(Object.fromEntries(tasks.map((_, index) => [`t${index}`, {}])))
  const plan = indexPlan({
    ...base,
    tasks: base.tasks.map((one, index) => {
      const { needs, limit, exitCodes } = tasks[index]!
      const earlier = index === 0 ? [] : [...new Set(needs.map((need) => need % index))]
      return { ...one, needs: earlier, retry: { limit, exitCodes } }
    }),
  })
  return { plan, scripts: tasks.map(({ script }) => script) }
})
