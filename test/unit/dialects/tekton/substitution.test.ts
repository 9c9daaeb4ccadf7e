import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../../lib/core/plan.ts'
import { slot } from '../../../../lib/core/slot.ts'
import { planOf } from '../judge.ts'
import { image, ofTasks, taskRun } from './documents.ts'

const results =
  '[{name: s}, {name: dot.ted}, {name: l, type: array}, {name: o, type: object, properties: {k: {type: string}}}]'
const producer = `{name: a, taskSpec: {results: ${results}, steps: [${image}]}}`
const consumer = (fields: string) => planOf(ofTasks([producer, `{name: b, ${fields}}`]))
const result = (name: string, pick?: number | string) => ({
  type: 'result',
  task: 0,
  result: name,
  ...(pick !== undefined && { pick }),
})
const argsOf = (plan: Plan, task = 1) => plan.pods[task]!.steps[0]!.container.args
const variablesOf = (plan: Plan, task = 1) => plan.tasks[task]!.variables

describe('a result that another task takes', () => {
  it.each([
    ['$(tasks.a.results.s)', 'string', '"$(params.p)"', [slot(0)], [result('s')]],
    ['x-$(tasks.a.results.s)', 'string', '"<$(params.p)>"', [`<x-${slot(0)}>`], [result('s')]],
    [`$(tasks.a.results['s'])`, 'string', '"$(params.p)"', [slot(0)], [result('s')]],
    ['$(tasks.a.results[\\"s\\"])', 'string', '"$(params.p)"', [slot(0)], [result('s')]],
    ['$(tasks.a.results.dot.ted)', 'string', '"$(params.p)"', [slot(0)], [result('dot.ted')]],
    [`$(tasks.a.results['dot.ted'])`, 'string', '"$(params.p)"', [slot(0)], [result('dot.ted')]],
    ['$(tasks.a.results.l[1])', 'string', '"$(params.p)"', [slot(0)], [result('l', 1)]],
    ['$(tasks.a.results.o.k)', 'string', '"$(params.p)"', [slot(0)], [result('o', 'k')]],
    [`$(tasks.a.results['o'].k)`, 'string', '"$(params.p)"', [slot(0)], [result('o', 'k')]],
    ['$(tasks.a.results.l[*])', 'array', 'x, "$(params.p[*])"', ['x', slot(0)], [result('l')]],
    ['$(tasks.a.results.l)', 'array', '"$(params.p[*])"', [slot(0)], [result('l')]],
    ['$(tasks.a.results.l[*])', 'array', '"$(params.p[2])"', [slot(1)], [result('l'), result('l', 2)]],
    ['$(tasks.a.results.o[*])', 'object', '"$(params.p.k)"', [slot(0)], [result('o', 'k')]],
  ])('%s as a param of type %s, used as %s', (value, type, args, ...[expected, variables]) => {
    const properties = type === 'object' ? ', properties: {k: {type: string}}' : ''
    const plan = consumer(
      `params: [{name: p, value: "${value}"}], taskSpec: {params: [{name: p, type: ${type}${properties}}], steps: [{image: x, args: [${args}]}]}`,
    )
    expect(argsOf(plan)).toEqual(expected)
    expect(variablesOf(plan)).toEqual(variables)
    expect(plan.tasks[1]!.needs).toEqual([0])
  })

  it('inside a list is counted like the elements before it', () => {
    const plan = consumer(
      'params: [{name: p, value: ["zero", "$(tasks.a.results.s)", "$(tasks.a.results.l[*])"]}], ' +
        'taskSpec: {params: [{name: p, type: array}], steps: [{image: x, args: ["$(params.p[0])", "$(params.p[1])", "$(params.p[4])", "$(params.p[*])"]}]}',
    )
    expect(argsOf(plan)).toEqual(['zero', slot(0), slot(2), 'zero', slot(0), slot(1)])
    expect(variablesOf(plan)).toEqual([result('s'), result('l'), result('l', 2)])
  })

  it('is put in its place in an embedded Task that names it without a param', () => {
    const plan = consumer(
      'taskSpec: {steps: [{image: x, args: ["$(tasks.a.results.l[*])", "s: $(tasks.a.results.s)"]}]}',
    )
    expect(argsOf(plan)).toEqual([slot(0), `s: ${slot(1)}`])
    expect(plan.tasks[1]!.needs).toEqual([0])
  })

  it('orders the tasks wherever it is taken but in a subPath', () => {
    const ws = 'workspaces: [{name: w, subPath: "$(tasks.a.results.s)"}]'
    const spec = `taskSpec: {params: [{name: p, default: x}], steps: [${image}], workspaces: [{name: w}]}`
    const needs = (fields: string) =>
      planOf(ofTasks([producer, `{name: b, ${spec}, ${ws}, ${fields}}`], 'workspaces: [{name: w, emptyDir: {}}]'))
        .tasks[1]!.needs
    expect(needs('retries: 0')).toEqual([])
    expect(needs('params: [{name: p, value: $(tasks.a.results.s)}]')).toEqual([0])
    expect(needs('when: [{input: x, operator: in, values: [$(tasks.a.results.s)]}]')).toEqual([0])
    expect(needs('matrix: {params: [{name: p, value: [$(tasks.a.results.s)]}]}')).toEqual([0])
    expect(needs('matrix: {include: [{params: [{name: p, value: $(tasks.a.results.s)}]}]}')).toEqual([0])
    expect(needs('runAfter: [a], params: [{name: p, value: $(tasks.a.results.s)}]')).toEqual([0])
  })
})

describe('a guard', () => {
  it('compares texts, lists among the values spread out, lists as input as JSON', () => {
    const plan = planOf(
      ofTasks(
        [
          producer,
          `{name: b, taskSpec: {steps: [${image}]}, when: [
             {input: "$(params.l[*])", operator: in, values: ["$(params.l[*])", x]},
             {input: "$(tasks.a.results.l[*])", operator: notin, values: ["$(tasks.a.results.l[*])", "$(params.s)"]}]}`,
        ],
        'params: [{name: l, value: [a, b]}, {name: s, value: t}]',
      ),
    )
    expect(plan.tasks[1]!.when).toEqual([
      { input: '["a","b"]', operator: 'in', values: ['a', 'b', 'x'] },
      { input: slot(0), operator: 'notin', values: [slot(0), 't'] },
    ])
  })
})

describe('a matrix', () => {
  const task = (matrix: string, specs = '{name: p}') =>
    `{name: m, matrix: {${matrix}}, taskSpec: {params: [${specs}], results: [{name: r}], steps: [{image: x, args: ["$(params.p)"]}]}}`

  it('gives each instance its params, and a name of its own', () => {
    const plan = planOf(ofTasks([task('params: [{name: p, value: [a, b]}]')]))
    expect(plan.tasks[0]).toMatchObject({
      matrix: { params: [{ name: 'p', values: ['a', 'b'] }], include: [] },
      variables: [{ type: 'matrix', param: 'p' }, { type: 'instance' }],
    })
    expect(argsOf(plan, 0)).toEqual([slot(0)])
    expect(plan.pods[0]!.labels['tekton.dev/taskRun']).toBe(`it-m-${slot(1)}`)
  })

  it('takes its values from params and from results', () => {
    const plan = planOf(
      ofTasks(
        [producer, task('params: [{name: p, value: "$(tasks.a.results.l[*])"}, {name: q, value: "$(params.l[*])"}]')],
        'params: [{name: l, value: [x, z]}]',
      ),
    )
    expect(plan.tasks[1]!.matrix!.params).toEqual([
      { name: 'p', values: [slot(0)] },
      { name: 'q', values: ['x', 'z'] },
    ])
  })

  it('has the Task’s default where a combination lacks a param', () => {
    const plan = planOf(
      ofTasks([
        task(
          'include: [{params: [{name: p, value: a}]}, {params: [{name: q, value: b}]}]',
          '{name: p, default: d}, {name: q}',
        ),
      ]),
    )
    expect(plan.tasks[0]!.matrix).toEqual({ params: [], include: [{ params: { p: 'a' } }, { params: { q: 'b' } }] })
    expect(variablesOf(plan, 0)!.slice(0, 2)).toEqual([
      { type: 'matrix', param: 'p', default: 'd' },
      { type: 'matrix', param: 'q' },
    ])
  })

  it('hands on all its results as a list, and how many there are', () => {
    const plan = planOf(
      ofTasks([
        task('params: [{name: p, value: [a, b]}]'),
        `{name: b, params: [{name: l, value: "$(tasks.m.results.r[*])"}, {name: c, value: "$(tasks.m.matrix.length)/$(tasks.m.matrix.r.length)"}],
          taskSpec: {params: [{name: l, type: array}, {name: c}], steps: [{image: x, args: ["$(params.l[*])", "$(params.c)"]}]}}`,
      ]),
    )
    expect(argsOf(plan)).toEqual([slot(0), `${slot(1)}/${slot(2)}`])
    expect(variablesOf(plan)).toEqual([
      { type: 'result', task: 0, result: 'r' },
      { type: 'length', task: 0 },
      { type: 'length', task: 0, result: 'r' },
    ])
    expect(plan.tasks[1]!.needs).toEqual([0])
  })
})

describe('a final task', () => {
  it('knows how the others ended, and needs none of them', () => {
    const plan = planOf(`${ofTasks([producer])}    finally:
      - name: z
        params: [{name: p, value: "$(tasks.a.status) $(tasks.a.reason) $(tasks.status) $(tasks.a.results.s)"}]
        when: [{input: $(tasks.status), operator: in, values: [Failed]}]
        taskSpec: {params: [{name: p}], steps: [{image: x, args: ["$(params.p)"]}]}
`)
    expect(argsOf(plan)).toEqual([`${slot(1)} ${slot(2)} ${slot(0)} ${slot(3)}`])
    expect(variablesOf(plan)).toEqual([
      { type: 'statusOfAll' },
      { type: 'status', task: 0 },
      { type: 'reason', task: 0 },
      result('s'),
    ])
    expect(plan.tasks[1]!.needs).toEqual([])
  })
})

describe('a context variable', () => {
  it.each([
    ['context.pipelineRun.name', 'it'],
    ['context.pipelineRun.namespace', 'default'],
    ['context.pipelineRun.uid', '00000000-0000-8000-8000-000000000000'],
    ['context.pipeline.name', 'it'],
    ['context.pipelineTask.retries', '3'],
    ['context.taskRun.name', 'it-a'],
    ['context.taskRun.namespace', 'default'],
    ['context.taskRun.uid', '00000000-0000-8000-8000-000000000000-0'],
    ['context.task.name', 'it-a'],
    ['context.task.retry-count', slot(0)],
    ['credentials.path', '/tekton/creds'],
    ['steps.step-one.exitCode.path', '/tekton/steps/step-one/exitCode'],
    ['steps.step-unnamed-1.exitCode.path', '/tekton/steps/step-unnamed-1/exitCode'],
  ])('%s in a task of a pipeline is %s', (name, value) => {
    const steps = `[{name: one, image: x, args: ["$(${name})"]}, ${image}]`
    const plan = planOf(ofTasks([`{name: a, retries: 3, taskSpec: {steps: ${steps}}}`]))
    expect(argsOf(plan, 0)).toEqual([value])
  })

  it('of a stored Task has the name of that, and knows nothing of the pipeline', () => {
    const plan = planOf(`apiVersion: tekton.dev/v1
kind: Task
metadata: {name: stored}
spec: {steps: [{image: x, args: ["$(context.task.name)", "$(context.pipeline.name)", "$(tasks.a.results.b)"]}]}
---
${ofTasks(['{name: a, taskRef: {name: stored}}'])}`)
    expect(argsOf(plan, 0)).toEqual(['stored', '$(context.pipeline.name)', '$(tasks.a.results.b)'])
    expect(plan.pods[0]!.labels['tekton.dev/task']).toBe('stored')
  })
})

describe('a text', () => {
  const argsIn = (params: string, specs: string, args: string) =>
    argsOf(
      planOf(
        taskRun(
          `  params: [${params}]\n  workspaces: [{name: w, emptyDir: {}}]\n  taskSpec: {params: [${specs}], steps: [{image: x, args: [${args}]}]}`,
        ),
      ),
      0,
    )

  it.each([
    [
      'stays as it is where nothing is known',
      '',
      '',
      `"$(date) $(context.task2.status) $(nope) $$(HOME) $(workspaces.q.path)"`,
      '$(date) $(context.task2.status) $(nope) $$(HOME) $(workspaces.q.path)',
    ],
    ['knows params in Tekton’s old spelling', '{name: p, value: v}', '', '"$(inputs.params.p)"', 'v'],
    [
      'knows params by all three notations',
      '{name: p.q, value: v}',
      '',
      `"$(params['p.q']) $(params[\\"p.q\\"]) $(params.p.q)"`,
      'v v v',
    ],
    [
      'is looked at by later stages when a param brings a variable',
      `{name: p, value: "$(context.taskRun.name) $(workspaces.w.path)"}`,
      '',
      '"$(params.p)"',
      'it /workspace/w',
    ],
    [
      'is not looked at twice for params',
      `{name: p, value: "$(params.q)"}, {name: q, value: v}`,
      '',
      '"$(params.p)"',
      '$(params.q)',
    ],
    [
      'takes numbers and truth as JSON',
      '{name: p, value: 1.5}, {name: q, value: true}',
      '',
      '"$(params.p)$(params.q)"',
      '1.5true',
    ],
    [
      'takes what is neither a list nor a map of strings as JSON',
      '{name: p, value: [1, {a: 2}]}',
      '',
      '"$(params.p)"',
      '[1,{"a":2}]',
    ],
    [
      'knows defaults that refer to each other',
      '{name: q, value: given}',
      '{name: p, default: "<$(params.r)>"}, {name: r, default: "$(params.q)!"}, {name: q}',
      '"$(params.p)"',
      '<given!>',
    ],
    [
      'knows the keys of a map, given or by default',
      '{name: o, value: {a: given}}',
      '{name: o, properties: {a: {}, b: {}}, default: {a: x, b: default}}',
      '"$(params.o.a) $(params.o.b)"',
      'given default',
    ],
    ['keeps a shell’s own brackets', '', '', '"$(echo $(date))"', '$(echo $(date))'],
  ])('%s', (_, params, specs, ...[args, expected]) => {
    expect(argsIn(params, specs, args)).toEqual([expected])
  })

  it('of a list alone becomes its elements, also none', () => {
    const args = '"--", "$(params.l[*])", "$(params.e[*])", "$(params.l)", "$(params.l[1])"'
    expect(
      argsIn('{name: l, value: [a, b]}, {name: e, value: []}', '{name: l, type: array}, {name: e, type: array}', args),
    ).toEqual(['--', 'a', 'b', 'a', 'b', 'b'])
  })
})

describe('params', () => {
  const stored = (specs: string) => `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: stored}
spec: {params: [${specs}], steps: [{image: x, args: ["$(params.p)"]}]}
---
`
  const embedded = (specs: string) => `taskSpec: {params: [${specs}], steps: [{image: x, args: ["$(params.p)"]}]}`
  const run = (task: string, ofRun = '{name: p, value: run}') =>
    argsOf(planOf(`${stored('{name: p, default: task}')}${ofTasks([`{name: a, ${task}}`], `params: [${ofRun}]`)}`), 0)

  it.each([
    [embedded(''), ['run']],
    [embedded('{name: p}'), ['run']],
    [embedded('{name: p, default: task}'), ['task']],
    [`params: [{name: p, value: given}], ${embedded('{name: p, default: task}')}`, ['given']],
    [`params: [{name: p, value: given}], ${embedded('')}`, ['given']],
    [`params: [{name: p, value: "$(params.p)!"}], ${embedded('')}`, ['run!']],
    ['taskRef: {name: stored}', ['task']],
    ['taskRef: {name: stored}, params: [{name: p, value: given}, {name: extra, value: x}]', ['given']],
  ])('of {%s} have the nearest value', (task, expected) => {
    expect(run(task)).toEqual(expected)
  })
})
