import type { Plan, PlanResult } from '../../core/plan.ts'
import { readResults } from '../../core/rule/result.ts'
import { didYouMean } from '../../dialects/suggest.ts'
import { type Scenario, type Span, type TaskScenario, usualTask } from '../../simulation/scenario.ts'
import { type CommandError, usageError } from '../command-error.ts'
import { parseDuration } from '../text/duration.ts'

/** What a person assumes of a run, as it was typed. */
export interface Assumptions {
  /** `TASK=RATE`, `TASK=RATE:EXIT-CODE` */
  fail: readonly string[]
  /** `TASK=TIME`, `TASK=TIME-TIME`, `TASK=forever` */
  duration: readonly string[]
  /** `TASK.NAME=VALUE` */
  result: readonly string[]
  faults: boolean
  cancelAt?: number
}

/** In place of a task's name. */
const every = '*'

type Change = (task: TaskScenario) => TaskScenario

/** Reads what was typed against the tasks that there are. Throws a usage error for what makes no sense. */
export const readScenario = (plan: Plan, { fail, duration, result, faults, cancelAt }: Assumptions): Scenario => {
  const changes = [
    ...fail.map((text) => assigned(plan, { option: '--fail', text, read: readFailure })),
    ...duration.map((text) => assigned(plan, { option: '--duration', text, read: readTime })),
    ...result.map((text) => readResult(plan, text)),
  ]
  // What is said of one task counts more than what is said of all.
  const ordered = [...changes.filter(({ task }) => task === every), ...changes.filter(({ task }) => task !== every)]
  const tasks = plan.tasks.map(({ name }) =>
    ordered
      .filter(({ task }) => task === every || task === name)
      .reduce<TaskScenario>((scenario, { change }) => change(scenario), usualTask),
  )
  return { tasks, faults, ...(cancelAt !== undefined && { cancelAt }) }
}

interface Assigned {
  task: string
  change: Change
}

const splitAt = (text: string, mark: string): [string, string] | undefined => {
  const at = text.indexOf(mark)
  return at < 1 ? undefined : [text.slice(0, at), text.slice(at + mark.length)]
}

const unknownTask = ({ tasks }: Plan, option: string, given: string): CommandError => {
  const names = tasks.map(({ name }) => name)
  const hint = didYouMean(given, names)
  const all = `the tasks are ${names.slice(0, 20).join(', ')}${names.length > 20 ? ' …' : ''}`
  return usageError(`${option}: there is no task "${given}"`, hint === undefined ? all : `${hint} (${all})`)
}

const assigned = (
  plan: Plan,
  { option, text, read }: { option: string; text: string; read: (value: string) => Change | undefined },
): Assigned => {
  const parts = splitAt(text, '=')
  const change = parts && read(parts[1])
  if (!parts || !change) throw usageError(`${option} ${text}: it is ${forms[option]}`)
  const [task] = parts
  if (task !== every && !plan.tasks.some(({ name }) => name === task)) throw unknownTask(plan, option, task)
  return { task, change }
}

const forms: Readonly<Record<string, string>> = {
  '--fail': 'TASK=RATE, such as build=0.1, build=10% or build=10%:3 (with exit code 3)',
  '--duration': 'TASK=TIME, such as build=30s, build=1m30s, build=10s-2m or build=forever',
}

const readFailure = (text: string): Change | undefined => {
  const [, number = '', percent, code = '1'] = /^(\d+(?:\.\d+)?|\.\d+)(%)?(?::(\d{1,3}))?$/.exec(text) ?? []
  const rate = number === '' ? Number.NaN : Number(number) / (percent ? 100 : 1)
  const exitCode = Number(code)
  const isGood = rate >= 0 && rate <= 1 && exitCode >= 1 && exitCode <= 255
  return isGood ? (task) => ({ ...task, failure: { rate, exitCode } }) : undefined
}

const readSpan = (text: string): Span | undefined => {
  const [from = '', to = from, more] = text.split('-')
  const [min, max] = [parseDuration(from), parseDuration(to)]
  return min === undefined || max === undefined || more !== undefined || min > max ? undefined : { min, max }
}

const readTime = (text: string): Change | undefined => {
  const duration = text === 'forever' ? text : readSpan(text)
  return duration && ((task) => ({ ...task, duration }))
}

const resultsOf = ({ tasks, pods }: Plan, name: string): readonly PlanResult[] | undefined => {
  const task = tasks.find((one) => one.name === name)
  return task && (pods[task.pod]!.results ?? [])
}

const readResult = (plan: Plan, text: string): Assigned => {
  const [target, value] = splitAt(text, '=') ?? []
  const [task, name] = splitAt(target ?? '', '.') ?? []
  if (task === undefined || name === undefined || value === undefined)
    throw usageError(`--result ${text}: it is TASK.NAME=VALUE`)
  const declared = resultsOf(plan, task)
  if (!declared) throw unknownTask(plan, '--result', task)
  const known = declared.map((one) => one.name)
  if (!known.includes(name)) {
    const help = known.length === 0 ? 'it declares none' : `it has ${known.join(', ')}`
    throw usageError(`--result: task "${task}" has no result "${name}"`, help)
  }
  const { type } = declared.find((one) => one.name === name)!
  if (readResults(declared, { [name]: value }).wrong !== undefined)
    throw usageError(`--result ${target}: the result is an ${type}, and this is none as JSON`)
  return { task, change: (scenario) => ({ ...scenario, results: { ...scenario.results, [name]: value } }) }
}
