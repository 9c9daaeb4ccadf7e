import { describe, expect, it } from 'vitest'
import { Plan } from '../../../../lib/core/plan.ts'
import { judge, planOf } from '../judge.ts'

const version = 'apiVersion: kontroler.greedykomodo/v1alpha1'
const dag = (spec: string) => `${version}\nkind: DAG\nmetadata: {name: it}\nspec:\n${spec}\n`
const dagRun = (spec = '') => `---\n${version}\nkind: DagRun\nmetadata: {name: it-1}\nspec:\n  dagName: it\n${spec}\n`
const compile = (spec: string, run = '') => planOf(`${dag(spec)}${dagRun(run)}`)
const compileTask = (fields: string) => compile(`  task:\n    - {name: a, image: alpine, ${fields}}`)

describe('a plan', () => {
  it('has the tasks of the DAG in their order, and where it comes from', () => {
    const plan = compile(`  task:
    - {name: last, image: a, command: [x], runAfter: [first, first, middle]}
    - {name: middle, image: a, command: [x], runAfter: [first]}
    - {name: first, image: a, command: [x]}`)
    expect(plan.source).toEqual({ dialect: 'kontroler', kind: 'DAG', name: 'it', version: 1 })
    expect(plan.tasks.map(({ name, needs }) => ({ name, needs }))).toEqual([
      { name: 'last', needs: [2, 1] },
      { name: 'middle', needs: [2] },
      { name: 'first', needs: [] },
    ])
    expect(plan.failurePolicy).toBe('continue')
    expect(plan.claims).toEqual([])
    expect(Plan.parse(plan)).toEqual(plan)
  })

  it('runs the latest version of the DAG', () => {
    const first = dag('  task: [{name: old, image: a, command: [x]}]')
    const plan = planOf(`${first}---\n${dag('  task: [{name: new, image: a, command: [x]}]')}${dagRun()}`)
    expect(plan.source.version).toBe(2)
    expect(plan.tasks[0]!.name).toBe('new')
  })
})

describe('retries', () => {
  it.each([
    ['command: [x]', { limit: 0 }],
    ['command: [x], backoff: {limit: 3}', { limit: 3 }],
    [
      'command: [x], backoff: {limit: 3}, conditional: {enabled: true, retryCodes: [1, 8]}',
      { limit: 3, exitCodes: [1, 8] },
    ],
    ['command: [x], backoff: {limit: 3}, conditional: {enabled: true, retryCodes: []}', { limit: 3, exitCodes: [] }],
    ['command: [x], backoff: {limit: 3}, conditional: {enabled: false, retryCodes: [1]}', { limit: 3 }],
  ])('of {%s} are %j', (fields, retry) => {
    expect(compileTask(fields).tasks[0]!.retry).toEqual(retry)
  })
})

describe('parameters', () => {
  const spec = `  parameters:
    - {name: plain, defaultValue: one}
    - {name: hidden, defaultFromSecret: two}
    - {name: unused, defaultValue: three}
  task:
    - {name: a, image: x, command: [b], parameters: [plain, hidden, plain]}
    - {name: b, image: x, command: [b], parameters: [plain], runAfter: [a]}`
  const env = (run?: string) => compile(spec, run).pods.map(({ steps }) => steps[0]!.container.env)

  it('become variables of the tasks that list them', () => {
    expect(env()).toEqual([
      [
        { name: 'plain', value: 'one' },
        { name: 'hidden', valueFrom: { secretKeyRef: { name: 'two', key: 'secret' } } },
      ],
      [{ name: 'plain', value: 'one' }],
    ])
  })

  it('are overridden in all tasks', () => {
    const run = '  parameters: [{name: plain, value: "1"}, {name: hidden, fromSecret: "other"}]'
    expect(env(run)).toEqual([
      [
        { name: 'plain', value: '1' },
        { name: 'hidden', valueFrom: { secretKeyRef: { name: 'other', key: 'secret' } } },
      ],
      [{ name: 'plain', value: '1' }],
    ])
  })

  it.each([
    ['$HOME', '$HOME'],
    ['$(plain)', '$$(plain)'],
    ['a$$b', 'a$$$$b'],
    ['$(a) $b', '$$(a) $$b'],
  ])('the value %s is kept from the expansion of Kubernetes', (value, expected) => {
    const run = `  parameters: [{name: plain, value: ${JSON.stringify(value)}}]`
    expect(env(run)[1]).toEqual([{ name: 'plain', value: expected }])
  })
})

describe('the container', () => {
  it('has the command as it is', () => {
    expect(compileTask('command: [a, b], args: [$(c)]').pods[0]!.steps).toEqual([
      { container: { name: 'a', image: 'alpine', command: ['a', 'b'], args: ['$(c)'] } },
    ])
  })

  it('runs the script instead of a command', () => {
    expect(compileTask('command: [a], args: [b], script: "echo"').pods[0]!.steps).toEqual([
      { container: { name: 'a', image: 'alpine', command: ['/bin/sh', '/millrace/scripts/a'] }, script: 'echo' },
    ])
  })
})

describe('a podTemplate', () => {
  it('becomes the fields of pod and container', () => {
    const plan = compile(`  task:
    - name: a
      image: alpine
      command: [x]
      podTemplate:
        volumes: [{name: v, emptyDir: {}}, {name: w, persistentVolumeClaim: {claimName: c}}]
        volumeMounts: [{name: v, mountPath: /v}, {name: w, mountPath: /w, readOnly: true}]
        imagePullSecrets: [{name: s}]
        securityContext: {fsGroup: 1000}
        nodeSelector: {disk: ssd}
        tolerations: [{key: k, operator: Equal, value: v, effect: NoExecute, tolerationSeconds: 5}]
        affinity: {nodeAffinity: {anything: [1, {deep: true}]}}
        serviceAccountName: sa
        automountServiceAccountToken: true
        activeDeadlineSeconds: 60
        resources: {limits: {cpu: "1", memory: 1Gi}, requests: {cpu: 500m}}`)
    const [pod] = plan.pods
    expect(pod!.steps[0]!.container).toEqual({
      name: 'a',
      image: 'alpine',
      command: ['x'],
      volumeMounts: [
        { name: 'v', mountPath: '/v' },
        { name: 'w', mountPath: '/w', readOnly: true },
      ],
      resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } },
    })
    expect(pod!.volumes).toEqual([
      { name: 'v', emptyDir: {} },
      { name: 'w', persistentVolumeClaim: { claimName: 'c' } },
    ])
    expect(pod!.spec).toEqual({
      imagePullSecrets: [{ name: 's' }],
      securityContext: { fsGroup: 1000 },
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute', tolerationSeconds: 5 }],
      affinity: { nodeAffinity: { anything: [1, { deep: true }] } },
      serviceAccountName: 'sa',
      automountServiceAccountToken: true,
      activeDeadlineSeconds: 60,
    })
    expect(pod!.labels).toEqual({ 'kontroler/type': 'task' })
  })
})

describe('a workspace', () => {
  const claim =
    '{accessModes: [ReadWriteMany], selector: {matchLabels: {a: b}, matchExpressions: [{key: k, operator: Exists}]}, resources: {limits: {storage: 2Gi}, requests: {storage: 1Gi}}, storageClassName: fast, volumeMode: Filesystem}'
  const workspace = (enable: boolean, template = '') =>
    compile(`  workspace: {enable: ${enable}, pvc: ${claim}}\n  task: [{name: a, image: x, command: [b]${template}}]`)

  it('is a claim of the run with everything that its author wrote, mounted in every task', () => {
    const plan = workspace(true)
    expect(plan.claims).toEqual([
      {
        name: 'it-1-pvc',
        keep: 'run',
        spec: {
          accessModes: ['ReadWriteMany'],
          selector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'k', operator: 'Exists' }] },
          resources: { limits: { storage: '2Gi' }, requests: { storage: '1Gi' } },
          storageClassName: 'fast',
          volumeMode: 'Filesystem',
        },
      },
    ])
    expect(plan.pods[0]!.workspaces).toEqual([{ claim: 0, mountPath: '/workspace' }])
  })

  it('is none when it is not enabled', () => {
    const plan = workspace(false)
    expect(plan.claims).toEqual([])
    expect(plan.pods[0]!.workspaces).toEqual([])
  })

  it('may be mounted once more by the name of its volume', () => {
    const plan = workspace(true, ', podTemplate: {volumeMounts: [{name: workspace, mountPath: /src, readOnly: true}]}')
    expect(plan.pods[0]!.workspaces).toEqual([
      { claim: 0, mountPath: '/workspace' },
      { claim: 0, mountPath: '/src', readOnly: true },
    ])
    expect(plan.pods[0]!.steps[0]!.container.volumeMounts).toBeUndefined()
  })
})

describe('a taskRef', () => {
  const dagTask = (image: string) =>
    `${version}\nkind: DagTask\nmetadata: {name: shared}\nspec: {image: ${image}, script: x, backoff: {limit: 2}, conditional: {enabled: true, retryCodes: [3]}, parameters: [p], podTemplate: {activeDeadlineSeconds: 9}}\n---\n`
  const spec = `  parameters: [{name: p, defaultValue: v}]
  task:
    - {name: one, taskRef: {name: shared, version: 1}}
    - {name: two, taskRef: {name: shared, version: 2}, runAfter: [one]}
    - {name: three, taskRef: {name: shared, version: 1}, runAfter: [one]}`

  it('takes everything but name and order from that version of the DagTask', () => {
    const plan = planOf(`${dagTask('first')}${dagTask('second')}${dag(spec)}${dagRun()}`)
    expect(plan.pods.map(({ steps: [step] }) => [step!.container.name, step!.container.image])).toEqual([
      ['one', 'first'],
      ['two', 'second'],
      ['three', 'first'],
    ])
    expect(plan.pods[1]!).toMatchObject({
      steps: [
        { script: 'x', container: { env: [{ name: 'p', value: 'v' }], command: ['/bin/sh', '/millrace/scripts/two'] } },
      ],
      spec: { activeDeadlineSeconds: 9 },
    })
    expect(plan.tasks[2]).toMatchObject({ needs: [0], retry: { limit: 2, exitCodes: [3] } })
  })

  it('is not compiled while the DagTask is missing or wrong', () => {
    const codes = (text: string) => new Set(judge(text).diagnostics.map(({ code }) => code))
    expect(codes(`${dag(spec)}${dagRun()}`)).toEqual(new Set(['UnknownDagTask']))
    expect(codes(`${dagTask('""')}${dagTask('a')}${dag(spec)}${dagRun()}`)).toEqual(new Set(['MissingImage']))
  })
})
