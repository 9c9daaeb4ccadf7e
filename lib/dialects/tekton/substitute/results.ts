import type { PlanResult } from '../../../core/plan.ts'
import type { Value } from '../../../core/variable.ts'
import { didYouMean } from '../../suggest.ts'
import { afterResults, afterTask, type Part, selectors } from './reference.ts'
import type { Problem, Scope } from './scope.ts'
import type { Variables } from './variables.ts'

/** A task of the pipeline, as others see it. */
export interface Producer {
  index: number
  isFinal: boolean
  fansOut: boolean
  /** Undefined when nobody can know them. */
  results: ReadonlyMap<string, PlanResult> | undefined
}

export interface ResultContext {
  producers: ReadonlyMap<string, Producer>
  variables: Variables
  /** `final`: a final task reads them; `run`: the results of the whole run are made of them. */
  reader: 'task' | 'final' | 'run'
  /** Called with every task that must have ended before. */
  need?: (task: number) => void
}

/** Results, outcomes and sizes of other tasks. */
export const resultScope =
  (context: ResultContext): Scope =>
  (reference) => {
    if (reference === 'tasks.status')
      return context.reader === 'final' ? { value: context.variables.slot({ type: 'statusOfAll' }) } : undefined
    const match = afterTask(reference)
    if (!match) return undefined
    const { section, task, rest } = match
    const kind = kindOf(rest)
    if (kind === undefined || (section === 'finally' && context.reader !== 'run')) return undefined
    if (kind === 'artifact') return { problem: artifacts }
    const producer = context.producers.get(task)
    if (!producer) return { problem: unknownTask(task, context) }
    if (context.reader === 'final' && producer.isFinal) return { problem: finalOfFinal(task) }
    if (kind === 'result') return resultOf(producer, { task, rest: afterResults(rest)! }, context)
    return outcomeOf(producer, rest, context)
  }

const kindOf = (rest: string): 'result' | 'outcome' | 'artifact' | undefined => {
  if (afterResults(rest) !== undefined) return 'result'
  if (/^(outputs|inputs)\./.test(rest)) return 'artifact'
  return rest === 'status' || rest === 'reason' || lengthPattern.test(rest) ? 'outcome' : undefined
}

const lengthPattern = /^matrix\.(?:([\w.-]+)\.)?length$/

const outcomeOf = (producer: Producer, rest: string, { variables, reader, need }: ResultContext): ReturnType<Scope> => {
  const task = producer.index
  if (rest === 'status' || rest === 'reason')
    return reader === 'final' ? { value: variables.slot({ type: rest, task }) } : undefined
  need?.(task)
  const result = lengthPattern.exec(rest)?.[1]
  return { value: variables.slot({ type: 'length', task, ...(result !== undefined && { result }) }) }
}

const resultOf = (
  producer: Producer,
  { task, rest }: { task: string; rest: string },
  { variables, need }: ResultContext,
): ReturnType<Scope> => {
  const choices = selectors(rest)
  const { results } = producer
  const choice = results ? choices.find(({ name }) => results.has(name)) : choices.at(-1)
  if (!choice)
    return choices.length === 0 ? undefined : { problem: unknownResult(task, choices.at(-1)!.name, results!) }
  const declared = results?.get(choice.name) ?? { name: choice.name, type: 'string' as const }
  need?.(producer.index)
  const base = { type: 'result', task: producer.index, result: choice.name } as const
  const pick = (part: number | string) => ({ value: variables.slot({ ...base, pick: part }) })
  const shape = producer.fansOut ? 'array' : declared.type
  const { part } = choice
  if (!part || part.type === 'whole') {
    if (shape === 'string') return part ? { problem: notA('list', choice.name, task) } : { value: variables.slot(base) }
    return { value: shape === 'array' ? [variables.slot(base, 'array')] : keysOf(declared, pick) }
  }
  if (part.type === 'index') return shape === 'array' ? pick(part.index) : { problem: notA('list', choice.name, task) }
  if (shape !== 'object') return { problem: notA('map', choice.name, task) }
  return hasKey(declared, part) ? pick(part.key) : { problem: unknownKey(declared, part.key, task) }
}

/** A map is taken key by key: those that are declared. */
const keysOf = ({ keys = [] }: PlanResult, pick: (key: string) => { value: string }): Value =>
  Object.fromEntries(keys.map((key) => [key, pick(key).value]))

const hasKey = ({ keys = [] }: PlanResult, { key }: Extract<Part, { type: 'key' }>): boolean => keys.includes(key)

const artifacts: Problem = { code: 'NotSupportedYet', message: 'artifacts are not supported yet' }

const unknownTask = (task: string, { producers }: ResultContext): Problem => ({
  code: 'UnknownTask',
  message: `there is no task "${task}" in the pipeline`,
  hint: didYouMean(task, producers.keys()),
})

const finalOfFinal = (task: string): Problem => ({
  code: 'InvalidReference',
  message: `a final task cannot refer to "${task}", which is a final task too`,
  hint: 'final tasks run side by side: refer to a task under tasks',
})

const unknownResult = (task: string, name: string, results: ReadonlyMap<string, PlanResult>): Problem => ({
  code: 'UnknownResult',
  message: `"${name}" is not a result of the task "${task}"`,
  hint: didYouMean(name, results.keys()) ?? 'declare it under results of that Task',
})

const unknownKey = ({ name, keys = [] }: PlanResult, key: string, task: string): Problem => ({
  code: 'UnknownResult',
  message: `the result "${name}" of the task "${task}" has no key "${key}"`,
  hint: didYouMean(key, keys) ?? 'declare it under properties of that result',
})

const notA = (wanted: 'list' | 'map', name: string, task: string): Problem => ({
  code: 'InvalidReference',
  message: `the result "${name}" of the task "${task}" is not a ${wanted}`,
  hint: `set type: ${wanted === 'list' ? 'array' : 'object'} where it is declared`,
})
