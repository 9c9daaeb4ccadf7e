import type { Json } from '../kubernetes.ts'
import type { IndexedPlan, PlanPod } from '../plan.ts'
import { hasEnded, type Run } from '../run.ts'
import { fill, slotsIn } from '../slot.ts'
import { planTask } from '../task.ts'
import type { Value, Variable } from '../variable.ts'
import { resultOf } from './result.ts'

/** The word for how a task has ended, as other tasks read it. */
const statusOf = (state: Run, index: number): string => {
  const { phase } = state.tasks[index]!
  if (phase === 'Succeeded') return 'Succeeded'
  return phase === 'Failed' || phase === 'TimedOut' || phase === 'Cancelled' ? 'Failed' : 'None'
}

/** Of all tasks that are not final; a failure that is ignored is none. */
const statusOfAll = (plan: IndexedPlan, state: Run): string => {
  const tasks = plan.tasks.flatMap((task, index) => (task.finally ? [] : [{ task, state: state.tasks[index]! }]))
  if (!tasks.every((one) => hasEnded(one.state.phase))) return 'None'
  const isFailed = (one: (typeof tasks)[number]): boolean =>
    one.state.phase !== 'Succeeded' && one.state.phase !== 'Skipped' && one.task.onError !== 'continue'
  if (tasks.some(isFailed)) return 'Failed'
  return tasks.some((one) => one.state.phase === 'Skipped') ? 'Completed' : 'Succeeded'
}

const lengthOf = (state: Run, { task, result }: { task: number; result?: string }): string => {
  const { instances } = state.tasks[task]!
  if (result === undefined) return String(instances?.count ?? 0)
  const all = resultOf(state, task, { result })
  return String(Array.isArray(all) ? all.length : 0)
}

/** What a variable is worth for a task now; undefined: a result that is not there. */
export const valueOf = (
  plan: IndexedPlan,
  state: Run,
  { index, variable }: { index: number; variable: Variable },
): Value | undefined => {
  switch (variable.type) {
    case 'result':
      return resultOf(state, variable.task, variable)
    case 'status':
      return statusOf(state, variable.task)
    case 'reason':
      return state.tasks[variable.task]!.reason ?? 'None'
    case 'statusOfAll':
      return statusOfAll(plan, state)
    case 'retryCount':
      return String(state.tasks[index]!.attempt)
    case 'matrix':
      return state.tasks[index]!.params?.[variable.param] ?? variable.default ?? ''
    case 'instance':
      return String(state.tasks[index]!.instance ?? 0)
    case 'length':
      return lengthOf(state, variable)
  }
}

/** A result that is not there. */
export const isMissing = (plan: IndexedPlan, state: Run, of: { index: number; variable: Variable }): boolean =>
  of.variable.type === 'result' && valueOf(plan, state, of) === undefined

/** Whether there is a value for every slot of a task's text. */
export const isKnown = (plan: IndexedPlan, state: Run, { index, json }: { index: number; json: Json }): boolean => {
  const { variables = [] } = planTask(plan, state, index)
  return slotsIn(json).every((slot) => !isMissing(plan, state, { index, variable: variables[slot]! }))
}

/**
 * Rule substitution: puts what is known by now into a task's texts, once. What a value brings along is never looked at
 * again. A result that is missing is the empty text: nothing that needs it comes this far.
 */
export const filled = <T extends Json>(
  plan: IndexedPlan,
  state: Run,
  { index, json }: { index: number; json: T },
): T => {
  const { variables = [] } = planTask(plan, state, index)
  return fill(json, (slot) => valueOf(plan, state, { index, variable: variables[slot]! }) ?? '')
}

/** The pod of a task with every slot filled. */
export const filledPod = (plan: IndexedPlan, state: Run, index: number): PlanPod => {
  const task = planTask(plan, state, index)
  const pod = plan.pods[task.pod]!
  if (!task.variables?.length) return pod
  return filled(plan, state, { index, json: pod as unknown as Json }) as unknown as PlanPod
}
