import { describe, expect, it } from 'vitest'
import { Plan } from '../../../../lib/core/plan.ts'
import { slot } from '../../../../lib/core/slot.ts'
import { planOf } from '../judge.ts'
import { image, inTask, ofTasks, taskRun } from './documents.ts'

describe('a plan', () => {
  it('has the tasks of the pipeline, then the final ones, and where it comes from', () => {
    const plan = planOf(`apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: line, labels: {a: pipeline, b: pipeline}}
spec:
  tasks:
    - {name: last, runAfter: [first, first], taskSpec: {steps: [${image}]}, retries: 2, onError: stopAndFail}
    - {name: first, taskSpec: {metadata: {labels: {a: task, own: x}}, steps: [${image}]}, onError: continue}
  finally:
    - {name: end, taskSpec: {steps: [${image}]}}
---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: it, labels: {b: run}, annotations: {note: run}}
spec: {pipelineRef: {name: line}, taskRunTemplate: {serviceAccountName: builder}}
`)
    expect(Plan.parse(plan)).toEqual(plan)
    expect(plan).toMatchObject({
      source: { dialect: 'tekton', kind: 'Pipeline', name: 'line', version: 1 },
      subject: 'PipelineRun "it"',
      failurePolicy: 'stop',
      tasks: [
        { name: 'last', needs: [1], retry: { limit: 2 }, onError: 'stopAndFail', pod: 0 },
        { name: 'first', needs: [], retry: { limit: 0 }, onError: 'continue', pod: 1 },
        { name: 'end', needs: [], finally: true, pod: 2 },
      ],
    })
    expect(plan.isTask).toBeUndefined()
    expect(plan.pods[1]!.spec).toEqual({ serviceAccountName: 'builder' })
    expect(plan.pods[1]!.annotations).toEqual({ note: 'run' })
    expect(plan.pods[1]!.labels).toEqual({
      a: 'pipeline',
      b: 'run',
      own: 'x',
      'tekton.dev/pipeline': 'line',
      'tekton.dev/pipelineRun': 'it',
      'tekton.dev/pipelineRunUID': '00000000-0000-8000-8000-000000000000',
      'tekton.dev/pipelineTask': 'first',
      'tekton.dev/memberOf': 'tasks',
      'tekton.dev/taskRun': 'it-first',
      'tekton.dev/taskRunUID': '00000000-0000-8000-8000-000000000000-1',
    })
    expect(plan.pods[2]!.labels['tekton.dev/memberOf']).toBe('finally')
  })

  it('of a TaskRun has one task and ends as that does', () => {
    const plan = planOf(taskRun(`  retries: 1\n  timeout: 90s\n  taskSpec: {steps: [${image}]}`))
    expect(Plan.parse(plan)).toEqual(plan)
    expect(plan).toMatchObject({ isTask: true, subject: 'TaskRun "it"', source: { kind: 'TaskRun', name: 'it' } })
    expect(plan.tasks).toEqual([
      {
        name: 'it',
        needs: [],
        retry: { limit: 1 },
        timeout: { ms: 90_000, reason: 'TaskRunTimeout', message: 'TaskRun "it" failed to finish within "1m30s"' },
        pod: 0,
      },
    ])
  })

  it('does not differ when v1beta1 or another case of letters is used', () => {
    const v1 = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: it}
spec:
  timeouts: {pipeline: 2h}
  taskRunTemplate: {serviceAccountName: s, podTemplate: {nodeSelector: {a: b}}}
  pipelineSpec:
    tasks:
      - name: a
        taskSpec:
          steps: [{name: s, image: x, script: y1, computeResources: {limits: {cpu: 1}}, volumeMounts: [{name: v, mountPath: /v}]}]
          volumes: [{name: v}]
`
    const beta = `apiVersion: tekton.dev/v1beta1
kind: PipelineRun
metadata: {name: it}
spec:
  timeout: 2h
  serviceAccountName: s
  podTemplate: {nodeSelector: {a: b}}
  pipelineSpec:
    tasks:
      - name: a
        taskSpec:
          steps: [{name: s, image: x, script: y1, resources: {limits: {cpu: 1}}, volumeMounts: [{name: v, mountPath: /v}]}]
          volumes: [{name: v}]
`
    const spelled = v1.replace('taskSpec', 'taskspec').replace('mountPath', 'MOUNTPATH').replace('Template', 'template')
    expect(planOf(beta)).toEqual(planOf(v1))
    expect(planOf(spelled)).toEqual(planOf(v1))
    expect(planOf(v1).pods[0]!.steps[0]!.container.resources).toEqual({ limits: { cpu: '1' } })
    expect(planOf(v1).pods[0]!.volumes).toEqual([{ name: 'v', emptyDir: {} }])
  })
})

describe('timeouts', () => {
  const run = (ms: number, text: string, what = '') => ({
    ms,
    reason: 'PipelineRunTimeout',
    message: `PipelineRun "it"${what} failed to finish within "${text}"`,
  })
  const tasks = (ms: number, text: string) => run(ms, text, ' tasks')
  const final = (ms: number, text: string) => run(ms, text, ' finally tasks')

  it.each([
    ['', { run: run(3_600_000, '1h0m0s') }],
    ['pipeline: "0"', undefined],
    ['pipeline: 500ms', { run: run(500, '500ms') }],
    ['tasks: 10m', { run: run(3_600_000, '1h0m0s'), tasks: tasks(600_000, '10m0s') }],
    [
      'pipeline: 2h, tasks: 1h30m',
      { run: run(7_200_000, '2h0m0s'), tasks: tasks(5_400_000, '1h30m0s'), finally: final(1_800_000, '30m0s') },
    ],
    [
      'pipeline: 2h, finally: 1m',
      { run: run(7_200_000, '2h0m0s'), tasks: tasks(7_140_000, '1h59m0s'), finally: final(60_000, '1m0s') },
    ],
  ])('{%s} of a run', (written, expected) => {
    const plan = planOf(ofTasks([`{name: a, taskSpec: {steps: [${image}]}}`], `timeouts: {${written}}`))
    expect(plan.timeouts).toEqual(expected)
  })

  it.each([
    ['', '', 3_600_000],
    ['', 'pipeline: 3h, tasks: 2h', 7_200_000],
    ['', 'tasks: 1m', 3_600_000],
    ['timeout: 1.5s', 'tasks: 1m', 1_500],
    ['timeout: "0"', '', undefined],
  ])('{%s} of a task in a run of {%s}', (own, ofRun, expected) => {
    const plan = planOf(ofTasks([`{name: a, taskSpec: {steps: [${image}]}, ${own}}`], `timeouts: {${ofRun}}`))
    expect(plan.tasks[0]!.timeout?.ms).toBe(expected)
  })
})

describe('a step', () => {
  const container = (step: string, template = '') =>
    planOf(inTask(`stepTemplate: {${template}}, steps: [{image: a, ${step}}]`)).pods[0]!.steps[0]!

  it.each([
    ['script: echo', '#!/bin/sh\nset -e\necho'],
    ['script: "#!/usr/bin/env python3\\n1"', '#!/usr/bin/env python3\n1'],
    ['script: ""', undefined],
  ])('with {%s} has the script %j, run by the pod', (step, script) => {
    const { script: made, container: its } = container(`${step}, args: [x]`)
    expect(made).toBe(script)
    expect(its.command).toBeUndefined()
    expect(its.args).toEqual(['x'])
  })

  it.each([
    ['workingDir: /a', '/a'],
    ['workingDir: a/../b', '/workspace/b'],
    ['workingDir: ""', undefined],
  ])('with {%s} works in %s', (step, folder) => {
    expect(container(step).container.workingDir).toBe(folder)
  })

  it('has its name in that of its container, or its place', () => {
    const { steps } = planOf(inTask(`steps: [{name: a, image: x}, {image: x}]`)).pods[0]!
    expect(steps.map((step) => step.container.name)).toEqual(['step-a', 'step-unnamed-1'])
  })

  it('says what its failure does, and what time it has', () => {
    expect(container('script: a, onError: continue, timeout: 2s')).toMatchObject({
      onError: 'continue',
      timeout: 2_000,
    })
    expect(container('script: a, onError: stopAndFail, timeout: 0s')).toEqual({
      container: { name: 'step-unnamed-0', image: 'a' },
      script: '#!/bin/sh\nset -e\na',
    })
  })

  it('has the fields of the template that it does not set itself', () => {
    const { container: made } = container(
      'args: [own], env: [{name: A, value: step}, {name: C, value: step}], securityContext: {runAsUser: 1}, command: []',
      'image: t, command: [t], args: [t], env: [{name: A, valueFrom: {fieldRef: {fieldPath: x}}}, {name: B, value: t}], ' +
        'securityContext: {runAsUser: 2, runAsGroup: 2}, volumeMounts: [{name: v, mountPath: /v}], ' +
        'computeResources: {limits: {cpu: 1, memory: 2Gi}}',
    )
    expect(made).toEqual({
      name: 'step-unnamed-0',
      image: 'a',
      command: ['t'],
      args: ['own'],
      env: [
        { name: 'A', value: 'step' },
        { name: 'B', value: 't' },
        { name: 'C', value: 'step' },
      ],
      securityContext: { runAsUser: 1, runAsGroup: 2 },
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      resources: { limits: { cpu: '1', memory: '2Gi' } },
    })
  })

  it('gets the pod template’s environment over its own, and the task’s resources instead of its own', () => {
    const plan = planOf(
      taskRun(`  podTemplate:
    env: [{name: A, value: $(params.p)}]
    volumes: [{name: more, emptyDir: {}}]
    nodeSelector: {disk: ssd}
    securityContext: {runAsUser: 1000}
  params: [{name: p, value: given}]
  computeResources: {requests: {cpu: 500m}}
  taskSpec: {steps: [{image: a, env: [{name: A, value: own}], computeResources: {limits: {cpu: 1}}}]}`),
    )
    const [pod] = plan.pods
    expect(pod!.steps[0]!.container).toMatchObject({
      env: [{ name: 'A', value: 'given' }],
      resources: { requests: { cpu: '500m' } },
    })
    expect(pod!.volumes).toEqual([{ name: 'more', emptyDir: {} }])
    expect(pod!.spec).toEqual({ nodeSelector: { disk: 'ssd' }, securityContext: { runAsUser: 1000 } })
  })
})

describe('a sidecar', () => {
  it('has its probes, its script, and the workspaces that it does not mount itself', () => {
    const plan = planOf(
      taskRun(`  workspaces: [{name: w, emptyDir: {}}, {name: x, emptyDir: {}}]
  taskSpec:
    workspaces: [{name: w}, {name: x}]
    steps: [${image}]
    sidecars:
      - {name: db, image: d, script: serve, readinessProbe: {exec: {command: ["test", "$(workspaces.w.path)"]}}, ports: [{containerPort: 1}]}
      - {image: d, volumeMounts: [{name: own, mountPath: /workspace/x}], workingDir: in}`),
    )
    const [pod] = plan.pods
    const [w, x] = pod!.mounts
    expect(pod!.sidecars).toEqual([
      {
        container: {
          name: 'sidecar-db',
          image: 'd',
          readinessProbe: { exec: { command: ['test', '/workspace/w'] } },
          ports: [{ containerPort: 1 }],
          volumeMounts: [w, x],
        },
        script: '#!/bin/sh\nset -e\nserve',
      },
      {
        container: {
          name: 'sidecar-unnamed-1',
          image: 'd',
          workingDir: '/workspace/in',
          volumeMounts: [{ name: 'own', mountPath: '/workspace/x' }, w],
        },
      },
    ])
  })
})

describe('results', () => {
  it('of a task are declared on its pod, with their files', () => {
    const plan = planOf(
      inTask(
        'results: [{name: s}, {name: l.x, type: array}, {name: o, properties: {a: {}, b: {}}}], ' +
          `steps: [{image: a, script: "$(results.s.path) $(results['l.x'].path) $(results[\\"o\\"].path) $(results.l.x.path)"}]`,
      ),
    )
    expect(plan.pods[0]!.results).toEqual([
      { name: 's', type: 'string' },
      { name: 'l.x', type: 'array' },
      { name: 'o', type: 'object', keys: ['a', 'b'] },
    ])
    expect(plan.pods[0]!.steps[0]!.script).toBe(
      '#!/bin/sh\nset -e\n/tekton/results/s /tekton/results/l.x /tekton/results/o /tekton/results/l.x',
    )
  })

  it('of a pipeline are made of those of its tasks, each with variables of its own', () => {
    const results = '[{name: s}, {name: l, type: array}, {name: o, type: object, properties: {k: {type: string}}}]'
    const plan = planOf(`apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: it}
spec:
  pipelineSpec:
    tasks: [{name: a, taskSpec: {results: ${results}, steps: [${image}]}}]
    finally: [{name: z, taskSpec: {results: [{name: s}], steps: [${image}]}}]
    results:
      - {name: text, value: "$(tasks.a.results.s) and $(finally.z.results.s)"}
      - {name: list, value: "$(tasks.a.results.l[*])"}
      - {name: map, value: "$(tasks.a.results.o[*])"}
      - {name: made, value: ["x", "$(tasks.a.results.l[1])"]}
`)
    const of = (task: number, result: string, pick?: number | string) => ({
      type: 'result',
      task,
      result,
      ...(pick !== undefined && { pick }),
    })
    expect(plan.results).toEqual([
      { name: 'text', value: `${slot(0)} and ${slot(1)}`, variables: [of(0, 's'), of(1, 's')] },
      { name: 'list', value: [slot(0)], variables: [of(0, 'l')] },
      { name: 'map', value: { k: slot(0) }, variables: [of(0, 'o', 'k')] },
      { name: 'made', value: ['x', slot(0)], variables: [of(0, 'l', 1)] },
    ])
  })
})
