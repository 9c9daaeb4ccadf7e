import type { IndexedPlan, Matrix } from '../plan.ts'
import type { Run } from '../run.ts'
import { filled } from './substitution.ts'

type Combination = Readonly<Record<string, string>>

/** The first parameter varies fastest. */
const product = (params: Matrix['params']): Combination[] =>
  params.reduce<Combination[]>(
    (all, { name, values }) => values.flatMap((value) => all.map((one) => ({ ...one, [name]: value }))),
    [{}],
  )

const isIn = (one: Combination, pairs: Combination): boolean =>
  Object.entries(pairs).some(([name, value]) => one[name] === value)

const contradicts = (one: Combination, pairs: Combination): boolean =>
  Object.entries(pairs).some(([name, value]) => Object.hasOwn(one, name) && one[name] !== value)

const merged = (one: Combination, included: Combination[]): Combination =>
  included.reduce((all, pairs) => (contradicts(all, pairs) ? all : { ...all, ...pairs }), one)

/**
 * Rule fan-out: the combinations that a task fans out into, known when its needs have ended. What is included goes into
 * every combination of the parameters that it does not contradict; what is in none is one more; without parameters it is
 * all there is. None when a parameter has no values.
 */
export const combinations = (
  plan: IndexedPlan,
  state: Run,
  { index, matrix }: { index: number; matrix: Matrix },
): Combination[] => {
  const { params, include } = filled(plan, state, { index, json: matrix })
  const included = include.map((one) => one.params)
  if (params.length === 0) return included
  const all = product(params).map((one) => merged(one, included))
  if (all.length === 0) return []
  return included.reduce((known, pairs) => (known.some((one) => isIn(one, pairs)) ? known : [...known, pairs]), all)
}
