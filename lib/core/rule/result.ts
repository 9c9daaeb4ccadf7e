import type { PlanResult } from '../plan.ts'
import type { Run } from '../run.ts'
import type { Value, Variable } from '../variable.ts'

/** Why a task has failed whose result of another task is not there although that succeeded, in Tekton's word. */
export const invalidReference = 'InvalidTaskResultReference'

type Results = Record<string, Value>

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string')

const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && isStrings(Object.values(value))

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const read = ({ type, keys = [] }: PlanResult, text: string): Value | undefined => {
  if (type === 'string') return text
  const value = parsed(text)
  if (type === 'array') return isStrings(value) ? value : undefined
  return isTexts(value) && keys.every((key) => Object.hasOwn(value, key)) ? value : undefined
}

/**
 * Rule result: a task's results are the declared ones that it left, read as their type. One that is not of its type
 * fails the task.
 */
export const readResults = (
  declared: readonly PlanResult[],
  texts: Readonly<Record<string, string>>,
): { results: Results; wrong?: string } => {
  const results: Results = {}
  for (const result of declared) {
    const text = texts[result.name]
    if (text === undefined) continue
    const value = read(result, text)
    if (value === undefined) return { results: {}, wrong: result.name }
    results[result.name] = value
  }
  return { results }
}

/** Instances in the order of their names as text, as their results are put together: the tenth comes before the second. */
const inOrder = ({ first, count }: { first: number; count: number }): number[] =>
  Array.from({ length: count }, (_, n) => String(n))
    .sort()
    .map((n) => first + Number(n))

/** A result of a task, or what is picked from it. Of a task that has fanned out: the list of all. Undefined: missing. */
export const resultOf = (
  state: Run,
  index: number,
  { result, pick }: Pick<Extract<Variable, { type: 'result' }>, 'result' | 'pick'>,
): Value | undefined => {
  const task = state.tasks[index]!
  const whole = task.instances
    ? inOrder(task.instances)
        .flatMap((instance) => state.tasks[instance]!.results?.[result] ?? [])
        .map(String)
    : (task.results?.[result] as Value | undefined)
  if (pick === undefined || whole === undefined) return whole
  if (typeof pick === 'number') return isStrings(whole) ? whole[pick] : undefined
  return isTexts(whole) && Object.hasOwn(whole, pick) ? whole[pick] : undefined
}
