import * as fc from 'fast-check'
import { type IndexedPlan, indexPlan, type Matrix, type PlanResult, type RunResult } from '../../lib/core/plan.ts'
import { slot } from '../../lib/core/slot.ts'
import type { Variable } from '../../lib/core/variable.ts'
import { planOf } from './plan.ts'

/** A literal, or the task's variable of that number. */
export type Text = string | number
export interface GuardSketch {
  input: Text
  operator: 'in' | 'notin'
  values: Text[]
}
export interface MatrixSketch {
  params: { name: string; values: Text[] }[]
  include: Record<string, string>[]
}
/** How one attempt ends, with the texts of the results that it leaves. */
export interface AttemptEnd {
  how: 'succeeded' | 'failed' | 'disrupted' | 'refused' | 'hung'
  exitCode: number
  texts: Record<string, string>
  /** In the words of whoever failed it, where they are not the usual ones. */
  reason?: string
}
/** How the attempts end in turn, and every one after those. */
export interface Script {
  ends: AttemptEnd[]
  last: AttemptEnd
}
export interface PipelineCase {
  plan: IndexedPlan
  /** By task: what its plan says with slots. */
  guards: GuardSketch[][]
  matrices: (MatrixSketch | undefined)[]
  /** By task: the n-th instance has the n-th script, round and round. */
  scripts: Script[][]
}

/** What a pipeline may use: everything that a plan can say, or what one language can. */
export type Language = 'any' | 'tekton' | 'kontroler'

const hour = 3_600_000
const declared: PlanResult[] = [
  { name: 'text', type: 'string' },
  { name: 'list', type: 'array' },
  { name: 'map', type: 'object', keys: ['k1', 'k2'] },
]

const word = fc.constantFrom('x', 'y', '')
const textResult = fc.constantFrom('x', 'y', '', slot(0), '$&')
const listResult = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom('x', 'y'), { maxLength: 3 }).map((list) => JSON.stringify(list)) },
  { weight: 1, arbitrary: fc.constantFrom('no JSON', '{"a":"b"}', '[1]') },
)
const mapResult = fc.oneof(
  { weight: 6, arbitrary: fc.record({ k1: word, k2: word }).map((map) => JSON.stringify(map)) },
  { weight: 1, arbitrary: fc.constantFrom('[]', '{"k1":"v"}', '{"k1":"v","k2":2}', 'null') },
)
const orNot = (text: fc.Arbitrary<string>) => fc.option(text, { nil: undefined, freq: 8 })
const texts = fc.record({ text: orNot(textResult), list: orNot(listResult), map: orNot(mapResult) })
const endAs = (how: fc.Arbitrary<AttemptEnd['how']>) =>
  fc.record({ how, exitCode: fc.integer({ min: 1, max: 3 }), texts }).map((end) => ({
    ...end,
    texts: Object.fromEntries(Object.entries(end.texts).filter(([, text]) => text !== undefined)) as Record<
      string,
      string
    >,
  }))
const anyHow: fc.Arbitrary<AttemptEnd['how']> = fc.constantFrom(
  ...(['succeeded', 'succeeded', 'failed', 'failed', 'disrupted', 'hung'] as const),
  ...(['refused', 'succeeded', 'failed', 'disrupted'] as const),
)
const script: fc.Arbitrary<Script> = fc.record({
  ends: fc.oneof(
    { weight: 6, arbitrary: fc.constant<AttemptEnd[]>([]) },
    { weight: 6, arbitrary: fc.array(endAs(anyHow), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(endAs(fc.constant('disrupted')), { minLength: 5, maxLength: 6 }) },
  ),
  last: endAs(fc.constant('succeeded')),
})

/** Numbers that are made into a reference to another task. */
const reference = fc.record({ on: fc.nat({ max: 1_000 }), kind: fc.nat({ max: 11 }), pick: fc.nat({ max: 11 }) })
type Reference = typeof reference extends fc.Arbitrary<infer R> ? R : never
const guard = fc.record({
  operator: fc.constantFrom('in' as const, 'notin' as const),
  input: fc.oneof(word, reference),
  values: fc.array(fc.oneof(fc.constantFrom('x', 'y', '', 'Succeeded', 'Failed', 'None', '2', '0'), reference), {
    minLength: 1,
    maxLength: 3,
  }),
})
const matrix = fc.record({
  params: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.uniqueArray(fc.constantFrom('x', 'y', 'z', 'v'), { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constant<string[]>([]) },
      { weight: 3, arbitrary: fc.tuple(reference) },
    ),
    { maxLength: 2 },
  ),
  include: fc.array(
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y', 'w'), {
      minKeys: 1,
      noNullPrototype: true,
    }),
    {
      maxLength: 2,
    },
  ),
})
const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })
const fewOf = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<T[]>([]) },
    { weight: 1, arbitrary: fc.array(arbitrary, { maxLength: 2 }) },
  )
const task = fc.record({
  needs: fc.array(fc.nat({ max: 1_000 }), { maxLength: 2 }),
  declares: fc.nat({ max: 3 }),
  guards: fewOf(guard),
  reads: fewOf(reference),
  matrix: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: matrix }),
  ignored: fc.nat({ max: 3 }).map((n) => n === 3),
  limit: fc.nat({ max: 2 }),
  exitCodes: seldom(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 })),
  scripts: fc.array(script, { minLength: 1, maxLength: 3 }),
})
type Raw = typeof task extends fc.Arbitrary<infer T> ? T : never

const isMatrix = ({ matrix }: Raw): boolean => !!matrix && matrix.params.length + matrix.include.length > 0
const resultsOf = (raw: Raw): PlanResult[] =>
  declared.slice(0, isMatrix(raw) ? Math.min(raw.declares, 1) : raw.declares)

/** What a reference may be made into: tasks before it, and the words that only a final task may read. */
interface Place {
  before: readonly Raw[]
  isFinal: boolean
  language: Language
}

interface ResultPlace {
  raw: Raw
  on: number
  language: Language
}

const resultVariable = ({ raw, on, language }: ResultPlace, { kind, pick }: Reference): Variable | undefined => {
  const result = resultsOf(raw)[kind % Math.max(1, raw.declares)]
  if (!result) return undefined
  const variable = { type: 'result', task: on, result: result.name } as const
  const keys = language === 'any' ? ['k1', 'k2', 'k3', 'k1', 'k2'] : ['k1', 'k2']
  if (result.type === 'object') return { ...variable, pick: keys[pick % keys.length]! }
  const isList = result.type === 'array' || (isMatrix(raw) && language === 'any')
  return isList && pick < 4 ? { ...variable, pick: pick % 3 } : variable
}

const variableOf = (reference: Reference, { before, isFinal, language }: Place): Variable | undefined => {
  const { kind } = reference
  if (before.length === 0) return undefined
  const on = reference.on % before.length
  if (isFinal && kind < 2) return { type: 'statusOfAll' }
  if (isFinal && kind < 5) return { type: kind === 2 ? 'reason' : 'status', task: on }
  if (isMatrix(before[on]!) && kind > 9) return { type: 'length', task: on, ...(kind === 11 && { result: 'text' }) }
  return resultVariable({ raw: before[on]!, on, language }, reference)
}

/** Where only a text can stand. */
const isText = (variable: Variable, before: readonly Raw[]): boolean =>
  variable.type !== 'result' ||
  variable.pick !== undefined ||
  (variable.result === 'text' && !isMatrix(before[variable.task]!))

const sketch = (raw: Raw, place: Place) => {
  const variables: Variable[] = []
  const numberOf = (reference: Reference, inText = false): number | undefined => {
    const variable = variableOf(reference, place)
    if (!variable || (inText && place.language !== 'any' && !isText(variable, place.before))) return undefined
    return variables.push(variable) - 1
  }
  const text = (one: string | Reference): Text => (typeof one === 'string' ? one : (numberOf(one) ?? 'x'))
  // In the order in which the dialect meets them.
  const matrix: MatrixSketch | undefined = isMatrix(raw)
    ? {
        params: raw.matrix!.params.map((values, n) => ({ name: ['a', 'b'][n]!, values: values.map(text) })),
        include: raw.matrix!.include,
      }
    : undefined
  const guards = raw.guards.map(({ operator, input, values }) => ({
    operator,
    input: typeof input === 'string' ? input : (numberOf(input, true) ?? 'x'),
    values: values.map(text),
  }))
  for (const one of raw.reads) numberOf(one)
  return { variables, guards, matrix }
}

const written = (text: Text): string => (typeof text === 'string' ? text : slot(text))
const matrixOf = ({ params, include }: MatrixSketch): Matrix => ({
  params: params.map(({ name, values }) => ({ name, values: values.map(written) })),
  include: include.map((one) => ({ params: one })),
})

const needsOf = (raw: Raw, index: number, variables: readonly Variable[]): number[] => [
  ...new Set([
    ...(index > 0 ? raw.needs.map((need) => need % index) : []),
    ...variables.flatMap((variable) => ('task' in variable ? [variable.task] : [])),
  ]),
]

const runResult = (
  reference: Reference,
  n: number,
  place: { raws: readonly Raw[]; language: Language },
): RunResult[] => {
  const on = reference.on % place.raws.length
  const variable = resultVariable({ raw: place.raws[on]!, on, language: place.language }, reference)
  if (!variable) return []
  const value = [slot(0), `<${slot(0)}>`, [slot(0), 'z'], { key: slot(0) }][n % 4]!
  return [{ name: `r${n}`, value, variables: [variable] }]
}

const caseOf = (
  dag: Raw[],
  final: Raw[],
  more: { policy: 'stop' | 'continue'; results: Reference[]; language: Language },
): PipelineCase => {
  const { language } = more
  const raws = [...dag, ...final]
  const sketches = raws.map((raw, index) =>
    sketch(raw, {
      before: dag.slice(0, index < dag.length ? index : undefined),
      isFinal: index >= dag.length,
      language,
    }),
  )
  const base = planOf(Object.fromEntries(raws.map((_, index) => [`t${index}`, {}])))
  const plan = indexPlan({
    ...base,
    subject: 'PipelineRun "test"',
    failurePolicy: more.policy,
    results: more.results.flatMap((one, n) => runResult(one, n, { raws, language })),
    pods: raws.map((raw) => ({ ...base.pods[0]!, results: resultsOf(raw) })),
    tasks: base.tasks.map((one, index) => {
      const raw = raws[index]!
      const { variables, guards, matrix } = sketches[index]!
      return {
        ...one,
        needs: index < dag.length ? needsOf(raw, index, variables) : [],
        // Tekton knows no retries of what may fail.
        retry: { limit: raw.ignored ? 0 : raw.limit, ...(raw.exitCodes && { exitCodes: raw.exitCodes }) },
        timeout: { ms: hour, reason: 'TaskRunTimeout', message: 'failed to finish in time' },
        variables,
        when: guards.map((guard) => ({ ...guard, input: written(guard.input), values: guard.values.map(written) })),
        ...(matrix && { matrix: matrixOf(matrix) }),
        ...(index >= dag.length && { finally: true }),
        ...(raw.ignored && { onError: 'continue' as const }),
        pod: index,
      }
    }),
  })
  return {
    plan,
    guards: sketches.map(({ guards }) => guards),
    matrices: sketches.map(({ matrix }) => matrix),
    scripts: raws.map(({ scripts }) => scripts),
  }
}

/** A task without a limit of time does not hang: it would hang for ever. */
const ending = (end: AttemptEnd): AttemptEnd => (end.how === 'hung' ? { ...end, how: 'failed' } : end)

/** What the language has no words for is left out. */
const sayable = (raw: Raw, language: Language): Raw => {
  if (language === 'any') return raw
  if (language === 'kontroler')
    // All tasks of a DAG have to be connected.
    return {
      ...raw,
      declares: 0,
      guards: [],
      reads: [],
      matrix: undefined,
      ignored: false,
      needs: raw.needs.length > 0 ? raw.needs : [0],
      scripts: raw.scripts.map(({ ends, last }) => ({ ends: ends.map(ending), last: ending(last) })),
    }
  const params = raw.matrix?.params.filter((values) => values.length > 0) ?? []
  return { ...raw, exitCodes: undefined, matrix: raw.matrix && { ...raw.matrix, params } }
}

/** Random pipelines with how every attempt of every instance ends. */
export const pipelinesIn = (
  language: Language,
  size: { dag: fc.ArrayConstraints; final: fc.ArrayConstraints } = {
    dag: { minLength: 1, maxLength: 7 },
    final: { maxLength: 3 },
  },
): fc.Arbitrary<PipelineCase> =>
  fc
    .record({
      dag: fc.array(task, size.dag),
      final: language === 'kontroler' ? fc.constant<Raw[]>([]) : fc.array(task, size.final),
      policy: {
        any: fc.constantFrom('stop' as const, 'stop' as const, 'continue' as const),
        tekton: fc.constant('stop' as const),
        kontroler: fc.constant('continue' as const),
      }[language],
      results: fc.array(reference, { maxLength: language === 'kontroler' ? 0 : 3 }),
    })
    .map(({ dag, final, ...more }) =>
      caseOf(
        dag.map((raw) => sayable(raw, language)),
        final.map((raw) => sayable(raw, language)),
        { ...more, language },
      ),
    )

export const arbitraryPipeline = pipelinesIn('any')
