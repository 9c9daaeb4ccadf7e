import { describe, expect, it } from 'vitest'
import type { PlanClaim } from '../../../../lib/core/plan.ts'
import { slot } from '../../../../lib/core/slot.ts'
import { hasErrors } from '../../../../lib/dialects/diagnostic.ts'
import { tekton } from '../../../../lib/dialects/tekton/tekton.ts'
import { readDocuments } from '../../../../lib/dialects/yaml/read.ts'
import { planOf } from '../judge.ts'
import { image, ofTasks, taskRun } from './documents.ts'

const template = '{spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}'
const bound = (binding: string, declaration = '{name: w}', args = '') =>
  planOf(
    taskRun(
      `  workspaces: [{name: w, ${binding}}]\n  taskSpec: {workspaces: [${declaration}], steps: [{image: x, args: [${args}]}]}`,
    ),
  )
const claim = (name: string): PlanClaim => ({ name, existing: true, spec: {}, keep: 'forever' })

describe('a workspace', () => {
  it.each([
    ['emptyDir: {}', { emptyDir: {} }],
    ['emptyDir: {medium: Memory}', { emptyDir: { medium: 'Memory' } }],
    [
      'configMap: {name: c, items: [{key: a, path: b}]}',
      { configMap: { name: 'c', items: [{ key: 'a', path: 'b' }] } },
    ],
    ['secret: {secretName: s}', { secret: { secretName: 's' } }],
    ['projected: {sources: [{secret: {name: s}}]}', { projected: { sources: [{ secret: { name: 's' } }] } }],
    ['csi: {driver: d}', { csi: { driver: 'd' } }],
  ])('of {%s} is a volume of the pod', (binding, source) => {
    const [pod] = bound(binding).pods
    const [volume] = pod!.volumes
    expect(volume).toEqual({ name: expect.stringMatching(/^ws-[0-9a-f]{5}$/), ...source })
    expect(pod!.mounts).toEqual([{ name: volume!.name, mountPath: '/workspace/w' }])
    expect(pod!.workspaces).toEqual([])
  })

  it('of a claim that is there is that claim', () => {
    const plan = bound('persistentVolumeClaim: {claimName: c, readOnly: true}, subPath: a/../b')
    expect(plan.claims).toEqual([claim('c')])
    expect(plan.pods[0]!.workspaces).toEqual([
      { claim: 0, mountPath: '/workspace/w', subPath: 'a/../b', readOnly: true },
    ])
  })

  it('of a template is a claim that Tekton would give the same name', () => {
    const [made] = bound(`volumeClaimTemplate: ${template}`).claims
    expect(made).toEqual({
      name: 'pvc-690fbfc7b5',
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      keep: 'forever',
    })
    const named = bound('volumeClaimTemplate: {metadata: {name: data, labels: {a: b}}, spec: {}}').claims
    expect(named).toEqual([{ name: 'data-690fbfc7b5', spec: {}, labels: { a: 'b' }, keep: 'forever' }])
  })

  it.each([
    ['{name: w}', '/workspace/w'],
    ['{name: w, mountPath: /at}', '/at'],
    ['{name: w, mountPath: at/it}', '/workspace/at/it'],
    ['{name: w, mountPath: "/at/$(context.taskRun.name)"}', '/at/it'],
  ])('declared as %s is at %s', (declaration, path) => {
    const plan = bound('emptyDir: {}', declaration, '"$(workspaces.w.path)"')
    expect(plan.pods[0]!.mounts[0]!.mountPath).toBe(path)
    expect(plan.pods[0]!.steps[0]!.container.args).toEqual([path])
  })

  it('that is only read is mounted so', () => {
    expect(bound('emptyDir: {}', '{name: w, readOnly: true}').pods[0]!.mounts[0]).toMatchObject({ readOnly: true })
  })

  it('twice of one claim is one claim', () => {
    const plan = planOf(
      taskRun(`  workspaces: [{name: a, persistentVolumeClaim: {claimName: c}}, {name: b, persistentVolumeClaim: {claimName: c}}]
  taskSpec: {steps: [${image}]}`),
    )
    expect(plan.claims).toEqual([claim('c')])
    expect(plan.pods[0]!.workspaces.map((one) => one.mountPath)).toEqual(['/workspace/a', '/workspace/b'])
  })

  it('says whether it is there, and what is behind it', () => {
    const args = (binding: string) =>
      bound(binding, '{name: w}', '"$(workspaces.w.bound)", "$(workspaces.w.claim)", "$(workspaces.w.volume)"')
    const [pod] = args('emptyDir: {}').pods
    expect(pod!.steps[0]!.container.args).toEqual(['true', '', pod!.volumes[0]!.name])
  })

  it('of a claim whose volume is named in the Task has a volume of that name', () => {
    const plan = planOf(
      taskRun(`  workspaces: [{name: w, persistentVolumeClaim: {claimName: c}}]
  taskSpec:
    workspaces: [{name: w}]
    steps: [{image: x, args: [$(workspaces.w.claim)], volumeMounts: [{name: $(workspaces.w.volume), mountPath: /more}]}]`),
    )
    const [pod] = plan.pods
    const [volume] = pod!.volumes
    expect(volume).toMatchObject({ persistentVolumeClaim: { claimName: 'c' } })
    expect(pod!.steps[0]!.container).toMatchObject({
      args: ['c'],
      volumeMounts: [{ name: volume!.name, mountPath: '/more' }],
    })
    expect(pod!.workspaces).toEqual([{ claim: 0, mountPath: '/workspace/w' }])
  })

  it('that is optional and not bound has no path', () => {
    const plan = planOf(
      taskRun(
        `  taskSpec: {workspaces: [{name: w, optional: true}], steps: [{image: x, args: ["$(workspaces.w.bound)", "$(workspaces.w.path)", "$(workspaces.w.claim)"]}]}`,
      ),
    )
    expect(plan.pods[0]!.steps[0]!.container.args).toEqual(['false', '', '$(workspaces.w.claim)'])
    expect(plan.pods[0]!.mounts).toEqual([])
  })

  it('takes params in its binding', () => {
    const plan = planOf(
      taskRun(`  params: [{name: p, value: v}]
  workspaces: [{name: w, subPath: "$(params.p)/$(context.taskRun.name)", configMap: {name: "$(params.p)"}}]
  taskSpec: {steps: [${image}]}`),
    )
    expect(plan.pods[0]!.volumes).toMatchObject([{ configMap: { name: 'v' } }])
    expect(plan.pods[0]!.mounts).toMatchObject([{ subPath: 'v/it' }])
  })
})

describe('a workspace of a pipeline', () => {
  const run = (task: string, binding = `persistentVolumeClaim: {claimName: c}`) =>
    planOf(ofTasks([task], `workspaces: [{name: w, subPath: run/, ${binding}}]`, 'params: [{name: p, value: v}]'))

  it('is bound by the task’s own name for it, the folders joined', () => {
    const plan = run(
      `{name: a, workspaces: [{name: own, workspace: w, subPath: "x/../$(params.p)"}], taskSpec: {workspaces: [{name: own}], steps: [${image}]}}`,
    )
    expect(plan.pods[0]!.workspaces).toEqual([{ claim: 0, mountPath: '/workspace/own', subPath: 'run/v' }])
  })

  it('reaches an embedded Task that declares or names it', () => {
    const spec = (fields: string) => `{name: a, taskSpec: {${fields}}}`
    for (const task of [
      spec(`steps: [{image: x, script: "ls $(workspaces.w.path)"}]`),
      spec(`workspaces: [{name: w}], steps: [${image}]`),
      spec(`steps: [${image}], sidecars: [{image: x, args: ["$(workspaces.w.path)"]}]`),
      `{name: a, params: [{name: q, value: "$(workspaces.w.path)"}], taskSpec: {params: [{name: q}], steps: [{image: x, args: ["$(params.q)"]}]}}`,
    ])
      expect(run(task).pods[0]!.workspaces).toEqual([{ claim: 0, mountPath: '/workspace/w', subPath: 'run' }])
    expect(run(spec(`steps: [${image}]`)).pods[0]!.workspaces).toEqual([])
    expect(run(spec(`steps: [${image}]`)).claims).toEqual([])
  })

  it('takes a result in its folder', () => {
    const plan = planOf(
      ofTasks(
        [
          `{name: a, taskSpec: {results: [{name: r}], steps: [${image}]}}`,
          `{name: b, runAfter: [a], workspaces: [{name: w, subPath: "$(tasks.a.results.r)"}], taskSpec: {workspaces: [{name: w}], steps: [${image}]}}`,
        ],
        `workspaces: [{name: w, volumeClaimTemplate: ${template}}]`,
      ),
    )
    expect(plan.pods[1]!.workspaces).toEqual([{ claim: 0, mountPath: '/workspace/w', subPath: slot(0) }])
    expect(plan.tasks[1]!.variables).toEqual([{ type: 'result', task: 0, result: 'r' }])
    expect(plan.claims.map(({ name }) => name)).toEqual(['pvc-690fbfc7b5'])
  })

  it('tells its tasks whether it is bound', () => {
    const task = `{name: a, when: [{input: "$(workspaces.w.bound)$(workspaces.o.bound)", operator: in, values: [x]}], taskSpec: {steps: [${image}]}}`
    const plan = planOf(
      `${ofTasks([task], 'workspaces: [{name: w, emptyDir: {}}]')}    workspaces: [{name: w}, {name: o, optional: true}]\n`,
    )
    expect(plan.tasks[0]!.when![0]!.input).toBe('truefalse')
  })
})

describe('the default binding', () => {
  const compile = (text: string) => {
    const [run] = readDocuments(text, 'a.yaml').documents
    const context = { runName: 'it', runId: 'id', namespace: 'n', find: () => undefined }
    const defaultWorkspaceBinding = { volumeClaimTemplate: { spec: {} } }
    const { plan, diagnostics } = tekton.compile(run!, { ...context, defaultWorkspaceBinding })
    expect(hasErrors(diagnostics)).toBe(false)
    return plan!
  }

  it('is what a required workspace gets that nothing is bound to, and no other', () => {
    const spec = `{workspaces: [{name: a}, {name: o, optional: true}], steps: [${image}]}`
    const plan = compile(taskRun(`  taskSpec: ${spec}`))
    expect(plan.pods[0]!.workspaces).toEqual([{ claim: 0, mountPath: '/workspace/a' }])
  })

  it('is another claim for each task of a pipeline', () => {
    const task = (name: string) => `{name: ${name}, taskSpec: {workspaces: [{name: w}], steps: [${image}]}}`
    const plan = compile(ofTasks([task('a'), task('b')]))
    expect(new Set(plan.claims.map(({ name }) => name)).size).toBe(2)
    expect(plan.pods.map((pod) => pod.workspaces[0]!.claim)).toEqual([0, 1])
  })
})
