import type { PlanResult } from '../../lib/core/plan.ts'
import type { Value, Variable } from '../../lib/core/variable.ts'
import type { AttemptEnd, MatrixSketch, PipelineCase, Script, Text } from './arbitrary-pipeline.ts'

/** How a task, or one instance of it, has ended. */
export interface Outcome {
  phase: string
  reason: string
  results: Record<string, Value>
  instances?: Outcome[]
}
type World = (task: number) => Outcome
type Combination = Record<string, string>
/** What becomes of a task whose turn has come. */
export type Verdict = { runs: true; combinations?: Combination[] } | { runs: false; phase: string; reason: string }

export const words = {
  guard: 'When Expressions evaluated to false',
  parents: 'Parent Tasks were skipped',
  missing: 'Results were missing',
  empty: 'Matrix Parameters have an empty array',
  stopping: 'PipelineRun was stopping',
}
const maxDisruptions = 5

const isText = (value: unknown): value is string => typeof value === 'string'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const valueIn = ({ type, keys = [] }: PlanResult, text: string): Value | undefined => {
  if (type === 'string') return text
  const value = parsed(text)
  if (Array.isArray(value)) return type === 'array' && value.every(isText) ? value : undefined
  if (type === 'array' || value === null || typeof value !== 'object') return undefined
  const map = value as Record<string, string>
  return Object.values(map).every(isText) && keys.every((key) => key in map) ? map : undefined
}

/** The results among the texts; undefined when one is not of its type. */
const resultsIn = (declared: readonly PlanResult[], texts: Record<string, string>) => {
  const left = declared.filter(({ name }) => name in texts).map((one) => [one.name, valueIn(one, texts[one.name]!)])
  return left.some(([, value]) => value === undefined) ? undefined : (Object.fromEntries(left) as Record<string, Value>)
}

interface Attempts {
  script: Script
  retry: { limit: number; exitCodes?: number[] }
  declared: readonly PlanResult[]
  isIgnored: boolean
}

type Failure = Outcome & { exitCode: number }

/** The failure that an attempt is, if it is one. */
const failureOf = (end: AttemptEnd, { declared, isIgnored }: Attempts): Failure | undefined => {
  const results = resultsIn(declared, end.texts)
  const failed = { phase: 'Failed', results: results ?? {}, exitCode: end.exitCode }
  if (end.how === 'hung') return { phase: 'TimedOut', reason: 'TaskRunTimeout', results: {}, exitCode: 143 }
  if (end.how === 'failed') return { ...failed, reason: isIgnored ? 'FailureIgnored' : (end.reason ?? 'StepFailed') }
  if (results) return undefined
  return { ...failed, reason: isIgnored ? 'FailureIgnored' : 'InvalidResult', exitCode: 0 }
}

/** How a task, or an instance, ends that nobody stops. */
const endOf = (attempts: Attempts): Outcome => {
  const { script, retry, declared, isIgnored } = attempts
  let [failures, disruptions] = [0, 0]
  for (let attempt = 0; ; attempt++) {
    const end = script.ends[attempt] ?? script.last
    if (end.how === 'disrupted' && disruptions++ < maxDisruptions) continue
    if (end.how === 'disrupted' || end.how === 'refused') {
      const reason = end.reason ?? (end.how === 'refused' ? 'Invalid' : 'PodLost')
      return { phase: 'Failed', reason: isIgnored ? 'FailureIgnored' : reason, results: {} }
    }
    const failure = failureOf(end, attempts)
    if (!failure) return { phase: 'Succeeded', reason: 'Succeeded', results: resultsIn(declared, end.texts)! }
    const isTriedAgain = !retry.exitCodes || retry.exitCodes.includes(failure.exitCode)
    if (failures++ < retry.limit && isTriedAgain) continue
    const { phase, reason, results } = failure
    return { phase, reason, results }
  }
}

const isFailure = ({ phase }: Outcome): boolean => phase === 'Failed' || phase === 'TimedOut'

const wholeOf = ({ results, instances }: Outcome, result: string): Value | undefined => {
  if (!instances) return results[result]
  // In the order of the names of their pods, which is that of text.
  const order = instances.map((_, n) => String(n)).sort()
  return order.flatMap((n) => (instances[Number(n)]!.results[result] as string | undefined) ?? [])
}

const pickOf = (whole: Value | undefined, pick: number | string | undefined): Value | undefined => {
  if (pick === undefined || whole === undefined) return whole
  if (Array.isArray(whole)) return typeof pick === 'number' ? whole[pick] : undefined
  return typeof whole === 'object' ? whole[pick] : undefined
}

const statusOfAll = ({ plan }: PipelineCase, world: World): string => {
  const tasks = plan.tasks.flatMap((task, n) => (task.finally ? [] : [{ ...task, ...world(n) }]))
  const hasFailed = tasks.some((one) => !['Succeeded', 'Skipped'].includes(one.phase) && one.onError !== 'continue')
  if (hasFailed) return 'Failed'
  return tasks.every(({ phase }) => phase !== 'Skipped') ? 'Succeeded' : 'Completed'
}

const worth = (one: PipelineCase, world: World, variable: Variable): Value | undefined => {
  if (variable.type === 'statusOfAll') return statusOfAll(one, world)
  if (!('task' in variable)) throw new Error(`the oracle does not know ${variable.type}`)
  const of = world(variable.task)
  if (variable.type === 'reason') return of.reason
  if (variable.type === 'result') return pickOf(wholeOf(of, variable.result), variable.pick)
  if (variable.type === 'status') return { Succeeded: 'Succeeded', Skipped: 'None' }[of.phase] ?? 'Failed'
  if (variable.result === undefined) return String(of.instances?.length ?? 0)
  const all = wholeOf(of, variable.result)
  return String(Array.isArray(all) ? all.length : 0)
}

const asText = (value: Value): string => (isText(value) ? value : JSON.stringify(value))

/** What a task sees of the world: the value behind a text, or undefined. */
const seer = (one: PipelineCase, index: number, world: World) => {
  const { variables = [] } = one.plan.tasks[index]!
  const see = (text: Text) => (isText(text) ? text : worth(one, world, variables[text]!))
  return {
    text: (text: Text): string | undefined => {
      const value = see(text)
      return value === undefined ? undefined : asText(value)
    },
    texts: (all: Text[]): (string | undefined)[] =>
      all.flatMap((text): (string | undefined)[] => {
        const value = see(text)
        return Array.isArray(value) ? value : [value === undefined ? undefined : asText(value)]
      }),
    missing: variables.find((variable) => worth(one, world, variable) === undefined),
  }
}
type Seer = ReturnType<typeof seer>

/** Some condition is known not to hold. */
const isGuarded = ({ guards }: PipelineCase, index: number, see: Seer): boolean =>
  guards[index]!.some(({ input, operator, values }) => {
    const [found, list] = [see.text(input), see.texts(values)]
    if (found === undefined || list.includes(undefined)) return false
    return list.includes(found) ? operator === 'notin' : operator === 'in'
  })

const agrees = (one: Combination, pairs: Combination): boolean =>
  Object.keys(pairs).every((name) => !(name in one) || one[name] === pairs[name])

/** Included ones go into what they agree with of the product; those that touch nothing of it are added. */
const combinationsOf = ({ params, include }: MatrixSketch, see: Seer): Combination[] => {
  if (params.length === 0) return include
  const lists = params.map(({ name, values }) => ({ name, values: see.texts(values) as string[] }))
  if (lists.some(({ values }) => values.length === 0)) return []
  const count = lists.reduce((product, { values }) => product * values.length, 1)
  const all = Array.from({ length: count }, (_, n): Combination => {
    let rest = n
    const own = lists.map(({ name, values }): [string, string] => {
      const value = values[rest % values.length]!
      rest = Math.floor(rest / values.length)
      return [name, value]
    })
    return include.reduce((one, pairs) => (agrees(one, pairs) ? { ...one, ...pairs } : one), Object.fromEntries(own))
  })
  for (const pairs of include) {
    const isThere = all.some((one) => Object.keys(pairs).some((name) => one[name] === pairs[name]))
    if (!isThere) all.push(pairs)
  }
  return all
}

const skipped = (reason: string): Verdict => ({ runs: false, phase: 'Skipped', reason })

const withoutResult = (one: PipelineCase, world: World, variable: Variable): Verdict => {
  const producer = 'task' in variable ? variable.task : 0
  const isPromised = world(producer).phase === 'Succeeded' && one.plan.tasks[producer]!.onError !== 'continue'
  return isPromised ? { runs: false, phase: 'Failed', reason: 'InvalidTaskResultReference' } : skipped(words.missing)
}

/** What becomes of a task once those that it waits for have ended, in the order of questions of its kind. */
export const verdictOf = (one: PipelineCase, index: number, world: World): Verdict => {
  const task = one.plan.tasks[index]!
  const see = seer(one, index, world)
  if (task.finally && see.missing) return skipped(words.missing)
  if (isGuarded(one, index, see)) return skipped(words.guard)
  const isSkipped = (need: number) => world(need).phase === 'Skipped' && world(need).reason !== words.guard
  if (task.needs.some(isSkipped)) return skipped(words.parents)
  if (see.missing) return withoutResult(one, world, see.missing)
  const matrix = one.matrices[index]
  if (!matrix) return { runs: true }
  const combinations = combinationsOf(matrix, see)
  return combinations.length > 0 ? { runs: true, combinations } : skipped(words.empty)
}

const severity = ['Failed', 'TimedOut', 'Cancelled', 'Skipped', 'Succeeded']

/** Of all instances the worst, and of those the first. */
export const joined = (instances: Outcome[]): Outcome => {
  const worst = severity.find((phase) => instances.some((one) => one.phase === phase))!
  const { reason } = instances.find(({ phase }) => phase === worst)!
  return { phase: worst, reason, results: {}, instances }
}

/** How an instance, or a task without instances, ends that nobody stops. */
export const undisturbed = ({ plan, scripts }: PipelineCase, index: number, instance = 0): Outcome => {
  const { retry, pod, onError } = plan.tasks[index]!
  const script = scripts[index]![instance % scripts[index]!.length]!
  return endOf({ script, retry, declared: plan.pods[pod]!.results ?? [], isIgnored: onError === 'continue' })
}

/**
 * How all tasks of a case end that nobody disturbs. `isDecided` says of which tasks, or instances, it was decided what
 * becomes of them before the first failure that stops the rest: that alone depends on the moment.
 */
export const pipelineOutcomes = (
  one: PipelineCase,
  isDecided: (task: number, instance?: number) => boolean,
): Outcome[] => {
  const { tasks, failurePolicy } = one.plan
  const known: Outcome[] = []
  const world: World = (index) => (known[index] ??= outcomeOf(index))
  const stopped: Outcome = { phase: 'Skipped', reason: words.stopping, results: {} }
  const stops = (index: number): boolean => isFailure(world(index)) && tasks[index]!.onError !== 'continue'
  const isBehindFailure = (index: number): boolean =>
    tasks[index]!.needs.some((need) => stops(need) || world(need).reason === 'DependencyFailed')
  const outcomeOf = (index: number): Outcome => {
    if (failurePolicy === 'continue' && isBehindFailure(index))
      return { phase: 'Skipped', reason: 'DependencyFailed', results: {} }
    if (!tasks[index]!.finally && !isDecided(index)) return stopped
    const verdict = verdictOf(one, index, world)
    if (!verdict.runs) return { phase: verdict.phase, reason: verdict.reason, results: {} }
    if (!verdict.combinations) return undisturbed(one, index)
    return joined(
      verdict.combinations.map((_, n) =>
        tasks[index]!.finally || isDecided(index, n) ? undisturbed(one, index, n) : stopped,
      ),
    )
  }
  return tasks.map((_, index) => world(index))
}

const tallyOf = ({ plan }: PipelineCase, outcomes: readonly Outcome[]) => {
  const all = outcomes.map((outcome, n) => ({ ...outcome, isIgnored: plan.tasks[n]!.onError === 'continue' }))
  const isInvalid = ({ reason }: Outcome): boolean => reason === 'InvalidTaskResultReference'
  const count = (test: (one: (typeof all)[number]) => boolean): number => all.filter(test).length
  return {
    invalid: count(isInvalid),
    failed: count((one) => isFailure(one) && !isInvalid(one)),
    ignored: count((one) => isFailure(one) && !isInvalid(one) && one.isIgnored),
    cancelled: count(({ phase }) => phase === 'Cancelled'),
    skipped: count(({ phase }) => phase === 'Skipped'),
    completed: count((one) => one.phase !== 'Skipped' && !isInvalid(one)),
  }
}

const runResultsOf = ({ plan }: PipelineCase, outcomes: readonly Outcome[]) => {
  const results: Record<string, Value> = {}
  for (const { name, value, variables } of plan.results ?? []) {
    const [variable] = variables
    if (variable?.type !== 'result') throw new Error('the oracle knows only results of tasks')
    const found = pickOf(wholeOf(outcomes[variable.task]!, variable.result), variable.pick)
    if (found === undefined && outcomes[variable.task]!.phase === 'Succeeded') return undefined
    if (found === undefined) continue
    if (Array.isArray(value)) results[name] = [...(Array.isArray(found) ? found : [asText(found)]), 'z']
    else if (typeof value === 'object') results[name] = { key: asText(found) }
    else results[name] = value.startsWith('<') ? `<${asText(found)}>` : found
  }
  return results
}

/** How the run ends whose tasks have ended so; `stop`: how the last thing that stopped it wants it to end. */
export const runEnd = (
  one: PipelineCase,
  outcomes: readonly Outcome[],
  stop?: { phase: string; reason: string },
): { phase: string; reason: string; counts?: string; results: Record<string, Value> } => {
  const { invalid, failed, ignored, cancelled, skipped, completed } = tallyOf(one, outcomes)
  const failures = ignored > 0 ? `${failed} (Ignored: ${ignored})` : `${failed}`
  const counts = `Tasks Completed: ${completed} (Failed: ${failures}, Cancelled ${cancelled}), Skipped: ${skipped}`
  const results = runResultsOf(one, outcomes)
  const has = { results: results ?? {} }
  const hasFailed = failed > ignored
  if (stop?.phase === 'TimedOut') return { ...stop, ...has }
  if (invalid > 0) {
    const message = `${counts}, Failed Validation: ${invalid}`
    return { phase: 'Failed', reason: 'PipelineValidationFailed', counts: message, ...has }
  }
  if (hasFailed) return { phase: 'Failed', reason: 'Failed', counts, ...has }
  if (stop) return { ...stop, ...has }
  if (!results) return { phase: 'Failed', reason: 'CouldntGetPipelineResult', results: {} }
  return { phase: 'Succeeded', reason: skipped > 0 ? 'Completed' : 'Succeeded', counts, results }
}
