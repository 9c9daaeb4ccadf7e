import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Plan } from '../../../lib/core/plan.ts'
import { slot } from '../../../lib/core/slot.ts'
import { writeYaml } from '../../../lib/dialects/yaml/write.ts'
import { judge } from '../../unit/dialects/judge.ts'
import { hasPath, paths, replaced } from './mutate.ts'

const document = (kind: string, spec: unknown, name = 'it') =>
  writeYaml({ apiVersion: 'tekton.dev/v1', kind, metadata: { name }, spec })
const step = (...args: string[]) => ({ image: 'x', command: ['c'], args })

/** Plans that parse; throws what is wrong. */
const compile = (text: string): Plan => {
  const { diagnostics, plans } = judge(text)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(Plan.parse(plans[0])).toEqual(plans[0])
  return plans[0]!
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
/** Names of params: with dots, dashes and underscores. */
const paramName = fc.stringMatching(/^[_a-zA-Z][_a-zA-Z0-9.-]{0,8}$/)
/** Anything that could be mistaken for a variable, but for slots. */
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('$(params.p)', '$(x)', '$$', '$(', ')', '[*]', '$(tasks.a.results.b)', "$(params['p'])"),
)

describe('the notations of a param', () => {
  it('all mean the same, whatever the name and the value', () => {
    fc.assert(
      fc.property(paramName, value, (name, given) => {
        const args = [`$(params.${name})`, `$(params['${name}'])`, `$(params["${name}"])`, `$(inputs.params.${name})`]
        const mixed = args.map((arg) => `<${arg}>`)
        const plan = compile(
          document('TaskRun', {
            params: [{ name, value: given }],
            taskSpec: { params: [{ name }], steps: [step(...args, ...mixed)] },
          }),
        )
        expect(plan.pods[0]!.steps[0]!.container.args).toEqual([
          ...args.map(() => given),
          ...mixed.map(() => `<${given}>`),
        ])
      }),
    )
  })

  it('of a list give its elements and each of them', () => {
    fc.assert(
      fc.property(paramName, fc.array(value, { maxLength: 5 }), (name, list) => {
        const notations = [`params.${name}`, `params['${name}']`, `params["${name}"]`]
        const each = notations.flatMap((one) => list.map((_, index) => `$(${one}[${index}])`))
        const plan = compile(
          document('TaskRun', {
            params: [{ name, value: list }],
            taskSpec: {
              params: [{ name, type: 'array' }],
              steps: [step(...notations.map((one) => `$(${one}[*])`), ...each)],
            },
          }),
        )
        const all = Array.from({ length: 6 }, () => list).flat()
        expect(plan.pods[0]!.steps[0]!.container.args ?? []).toEqual(all)
      }),
    )
  })
})

describe('the value of a param', () => {
  const choice = fc.option(word, { nil: undefined })

  /** What is given to the task wins, then the default of its Task; an embedded one sees the pipeline's after that. */
  const oracle = (s: Scopes): string => {
    const outer = s.ofRun ?? s.ofPipeline
    return s.given ?? s.ofTask ?? (s.isEmbedded ? outer : undefined) ?? 'MISSING'
  }
  interface Scopes {
    ofRun?: string
    ofPipeline?: string
    given?: string
    ofTask?: string
    isEmbedded: boolean
    declares: boolean
  }
  const scopes: fc.Arbitrary<Scopes> = fc.record({
    ofRun: choice,
    ofPipeline: choice,
    given: choice,
    ofTask: choice,
    isEmbedded: fc.boolean(),
    declares: fc.boolean(),
  })

  it('is that of the nearest scope that has one', () => {
    fc.assert(
      fc.property(scopes, (s) => {
        const isDeclared = s.declares || s.ofTask !== undefined || !s.isEmbedded
        const declared = (text: string | undefined) => [{ name: 'p', ...(text !== undefined && { default: text }) }]
        const spec = { params: isDeclared ? declared(s.ofTask) : [], steps: [step('$(params.p)')] }
        const task = { name: 'a', ...(s.isEmbedded ? { taskSpec: spec } : { taskRef: { name: 't' } }) }
        const params = s.given === undefined ? [] : [{ name: 'p', value: s.given }]
        const pipelineSpec = {
          params: s.ofPipeline === undefined ? [] : declared(s.ofPipeline),
          tasks: [{ ...task, params }],
        }
        const run = { params: s.ofRun === undefined ? [] : [{ name: 'p', value: s.ofRun }], pipelineSpec }
        const stored = s.isEmbedded ? '' : `${document('Task', spec, 't')}---\n`
        const text = `${stored}${document('PipelineRun', run)}`
        const expected = oracle(s)
        if (expected === 'MISSING') {
          const codes = new Set(judge(text).diagnostics.map(({ code }) => code))
          expect(codes.has('MissingParameter') || codes.has('UndeclaredParameter')).toBe(true)
          return
        }
        expect(compile(text).pods[0]!.steps[0]!.container.args).toEqual([expected])
      }),
    )
  })
})

describe('results in a random pipeline', () => {
  /** Which earlier tasks each task takes a result of, and which it runs after, in a hidden order. */
  const graph = fc
    .array(fc.record({ takes: fc.array(fc.nat(), { maxLength: 3 }), after: fc.array(fc.nat(), { maxLength: 2 }) }), {
      minLength: 1,
      maxLength: 12,
    })
    .chain((tasks) => fc.tuple(fc.constant(tasks), fc.shuffledSubarray([...tasks.keys()], { minLength: tasks.length })))

  it('make exactly the edges and the slots that are written', () => {
    fc.assert(
      fc.property(graph, ([tasks, order]) => {
        const earlier = (picks: number[], index: number) =>
          index === 0 ? [] : [...new Set(picks.map((pick) => pick % index))]
        const made = order.map((index) => {
          const takes = earlier(tasks[index]!.takes, index)
          return {
            name: `t${index}`,
            takes,
            after: earlier(tasks[index]!.after, index),
            value: takes.map((task) => `$(tasks.t${task}.results.r)`).join('-'),
          }
        })
        const plan = compile(
          document('PipelineRun', {
            pipelineSpec: {
              tasks: made.map(({ name, after, value: text }) => ({
                name,
                runAfter: after.map((task) => `t${task}`),
                params: [{ name: 'p', value: text }],
                taskSpec: { params: [{ name: 'p' }], results: [{ name: 'r' }], steps: [step('$(params.p)')] },
              })),
            },
          }),
        )
        const indexOf = (task: number) => order.indexOf(task)
        made.forEach(({ takes, after }, index) => {
          const task = plan.tasks[index]!
          expect(new Set(task.needs)).toEqual(new Set([...takes, ...after].map(indexOf)))
          expect(task.needs).toHaveLength(new Set(task.needs).size)
          expect(task.variables ?? []).toEqual(
            takes.map((one) => ({ type: 'result', task: indexOf(one), result: 'r' })),
          )
          const text = takes.map((_, at) => slot(at)).join('-')
          expect(plan.pods[index]!.steps[0]!.container.args).toEqual([text])
        })
      }),
    )
  })
})

const task = {
  params: [
    { name: 'p', default: 'x' },
    { name: 'l', type: 'array' },
    { name: 'o', properties: { k: { type: 'string' } } },
  ],
  workspaces: [{ name: 'w', optional: true, mountPath: '/w' }],
  results: [{ name: 'r' }, { name: 's', type: 'object', properties: { k: {} } }],
  volumes: [{ name: 'v', secret: { secretName: '$(params.p)' } }],
  stepTemplate: { env: [{ name: 'A', value: 'b' }] },
  sidecars: [{ image: 'x', script: 'y', readinessProbe: { exec: { command: ['a'] } } }],
  steps: [
    { name: 'a', image: 'x', script: 'echo $(params.p) $(workspaces.w.path)', onError: 'continue', timeout: '1m' },
    { image: 'x', args: ['$(params.l[*])', '$(params.o.k)'], volumeMounts: [{ name: 'v', mountPath: '/v' }] },
  ],
}
const valid = {
  task,
  run: {
    params: [
      { name: 'p', value: 'v' },
      { name: 'l', value: ['a'] },
    ],
    workspaces: [{ name: 'w', volumeClaimTemplate: { spec: {} } }],
    timeouts: { pipeline: '1h', tasks: '10m' },
    taskRunTemplate: { podTemplate: { env: [{ name: 'A', value: 'c' }], volumes: [{ name: 'z' }] } },
    pipelineSpec: {
      params: [{ name: 'p' }, { name: 'l', type: 'array' }],
      workspaces: [{ name: 'w', optional: true }],
      tasks: [
        {
          name: 'a',
          taskRef: { name: 't' },
          params: [
            { name: 'l', value: '$(params.l[*])' },
            { name: 'o', value: { k: 'v' } },
          ],
          workspaces: [{ name: 'w', subPath: 'a' }],
        },
        {
          name: 'b',
          runAfter: ['a'],
          when: [{ input: '$(tasks.a.results.r)', operator: 'in', values: ['$(params.l[*])'] }],
          matrix: {
            params: [{ name: 'm', value: ['$(tasks.a.results.s.k)'] }],
            include: [{ params: [{ name: 'i', value: 'x' }] }],
          },
          taskSpec: { params: [{ name: 'm' }], steps: [step('$(params.m)$(params.i)')], results: [{ name: 'r' }] },
          retries: 1,
        },
      ],
      finally: [
        { name: 'z', params: [{ name: 's', value: '$(tasks.status)' }], taskSpec: { steps: [step('$(params.s)')] } },
      ],
      results: [{ name: 'r', value: '$(tasks.b.results.r[*])' }],
    },
  },
}
const texts = (value: unknown) => {
  const { task: stored, run } = value as { task: unknown; run: unknown }
  return `${document('Task', stored, 't')}---\n${document('PipelineRun', run)}`
}

/** What could be mistaken for something right. */
const wrong: unknown[] = [
  '',
  'a',
  't',
  'w',
  '$(params.p)',
  '$(params.l[*])',
  '$(params.l[7])',
  '$(params.o[*])',
  '$(tasks.a.results.s[*])',
  '$(tasks.z.results.x)',
  '$(tasks.b.results.r[*])',
  '$(workspaces.w.volume)',
  '\uE0000\uE001',
  -1,
  1.5,
  null,
  [],
  {},
  [null],
  [{}],
  { constructor: {} },
  { name: 'a' },
]

describe('a run and its Task with anything in the place of anything', () => {
  const mutation = fc.tuple(
    fc.constantFrom(...paths(valid).filter((path) => path.length > 0)),
    fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(...wrong)),
  )

  it('compiles as it is', () => {
    expect(compile(texts(valid)).tasks).toHaveLength(3)
  })

  it('never makes anything throw, and is compiled or has an error', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const changed = mutations.reduce<unknown>(
          (now, [path, by]) => (hasPath(now, path) ? replaced(now, path, by) : now),
          valid,
        )
        const { diagnostics, plans } = judge(texts(changed))
        const isWrong = diagnostics.some(({ severity }) => severity === 'error')
        expect(plans).toHaveLength(isWrong ? 0 : 1)
        for (const plan of plans) expect(Plan.parse(plan)).toEqual(plan)
      }),
      { numRuns: 1000 },
    )
  })
})
