import type { IndexedPlan } from '../lib/core/plan.ts'
import { planOf } from '../test/support/plan.ts'

/** One task, `size` that need it, and one that joins them. */
export const fanOut = (size: number): IndexedPlan => {
  const names = Array.from({ length: size }, (_, n) => `t${n}`)
  return planOf({
    first: {},
    ...Object.fromEntries(names.map((name) => [name, { needs: ['first'] }])),
    last: { needs: names },
  })
}

export const chain = (size: number): IndexedPlan =>
  planOf(Object.fromEntries(Array.from({ length: size }, (_, n) => [`t${n}`, n === 0 ? {} : { needs: [`t${n - 1}`] }])))
