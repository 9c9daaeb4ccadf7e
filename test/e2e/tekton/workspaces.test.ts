import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TektonWorld, tektonWorld } from './tekton-world.ts'

let world: TektonWorld
let names = 0
beforeAll(async () => {
  world = await tektonWorld({
    pendingTimeout: 2_000,
    silence: 300,
    checkInterval: 500,
    defaultWorkspaceBinding: { emptyDir: {} },
  })
})
afterAll(() => world?.stop())

const claim = 'volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}'
const step = (name: string, script: string): string =>
  `{name: ${name}, image: alpine, script: ${JSON.stringify(script)}}`
const document = (kind: string, spec: string, name = 'it'): string =>
  `apiVersion: tekton.dev/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${spec}\n`
const object = (kind: string, fields: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: it}\n${fields}\n`

interface TaskRun {
  declared: string
  bound?: string
  steps: readonly string[]
  more?: string
}

/** A TaskRun of a Task that is stored, so that nothing but what is declared and bound reaches it. */
const taskRun = ({ declared, bound = '', steps, more = '' }: TaskRun): string =>
  `${document('Task', `{workspaces: [${declared}], steps: [${steps.join(', ')}]${more}}`)}---
${document('TaskRun', `{taskRef: {name: it}, workspaces: [${bound}]}`)}`

const task = (name: string, link: string, script: string, more = ''): string =>
  `{name: ${name}, ${more}workspaces: [{name: w, ${link}}], taskSpec: {workspaces: [{name: w}], steps: [${step('main', script)}]}}`
const pipelineRun = (bound: string, tasks: readonly string[]): string =>
  document(
    'PipelineRun',
    `{workspaces: [{name: data, ${bound}}], pipelineSpec: {workspaces: [{name: data}], tasks: [${tasks.join(', ')}]}}`,
  )

const namespace = (): string => `workspaces-${++names}`
const run = (text: string, where = namespace()) => world.run(text, where)
const only = 'it'

describe('a workspace of a task', () => {
  it.each([
    ['{name: w}', '/workspace/w'],
    ['{name: w, mountPath: /foobar}', '/foobar'],
    ['{name: w, mountPath: foobar}', '/workspace/foobar'],
  ])('declared as %s is found at %s, by all steps', async (declared, path) => {
    const steps = [
      step('write', `echo -n "$(workspaces.w.path)" > ${path}/file`),
      step('read', 'cat $(workspaces.w.path)/file'),
    ]
    const seen = await run(taskRun({ declared, bound: '{name: w, emptyDir: {}}', steps }))
    expect(seen.header.phase).toBe('Succeeded')
    expect(await seen.log(only, 'read')).toBe(path)
  })

  it('that is read-only fails who writes to it', async () => {
    const steps = [step('write', 'echo x > $(workspaces.w.path)/file')]
    const seen = await run(taskRun({ declared: '{name: w, readOnly: true}', bound: '{name: w, emptyDir: {}}', steps }))
    expect(seen.header).toMatchObject({ phase: 'Failed', reason: 'StepFailed' })
    expect(await seen.log(only, 'write')).toMatch(/Read-only file system/i)
  })

  it.each([
    ['ConfigMap', 'data: {key: value}', 'configMap: {name: it}'],
    ['Secret', 'stringData: {key: value}', 'secret: {secretName: it}'],
  ])('of a %s has its keys as files, which nobody can write', async (kind, fields, source) => {
    const steps = [step('read', 'cat $(workspaces.w.path)/key'), step('write', 'echo x > $(workspaces.w.path)/key')]
    const text = taskRun({ declared: '{name: w}', bound: `{name: w, ${source}}`, steps })
    const seen = await run(`${object(kind, fields)}---\n${text}`)
    expect(seen.header).toMatchObject({ phase: 'Failed', message: expect.stringContaining('"step-write"') })
    expect(await seen.log(only, 'read')).toBe('value')
  })

  it.each([
    ['configMap: {name: absent}', 'configmap "absent" not found'],
    ['secret: {secretName: absent}', 'secret "absent" not found'],
    ['persistentVolumeClaim: {claimName: absent}', 'persistentvolumeclaim "absent" not found'],
  ])('of {%s} waits for what is not there, and then fails with the reason', async (source, reason) => {
    const seen = await run(
      taskRun({ declared: '{name: w}', bound: `{name: w, ${source}}`, steps: [step('main', 'true')] }),
    )
    expect(seen.header.phase).toBe('Failed')
    expect(seen.header.message).toContain(reason)
  })

  it('that is required and not bound has the default of the settings; an optional one has nothing', async () => {
    const steps = [step('main', 'echo "$(workspaces.w.bound) $(workspaces.o.bound) [$(workspaces.o.path)]"')]
    const seen = await run(taskRun({ declared: '{name: w}, {name: o, optional: true}', steps }))
    expect(seen.header.phase).toBe('Succeeded')
    expect(await seen.log(only, 'main')).toBe('true false []\n')
  })

  it('is shared with a sidecar that mounts its volume by name', async () => {
    const wait = step('wait', 'while [ ! -f $(workspaces.w.path)/ready ]; do sleep 0.05; done; echo saw it')
    const mount = 'volumeMounts: [{name: $(workspaces.w.volume), mountPath: $(workspaces.w.path)}]'
    const sidecar = `{name: side, image: alpine, ${mount}, script: "touch $(workspaces.w.path)/ready"}`
    const seen = await run(
      taskRun({
        declared: '{name: w}',
        bound: '{name: w, emptyDir: {}}',
        steps: [wait],
        more: `, sidecars: [${sidecar}]`,
      }),
    )
    expect(seen.header.phase).toBe('Succeeded')
    expect(await seen.log(only, 'wait')).toBe('saw it\n')
  })

  it('of a claim that is there has the folder of it that is named', async () => {
    const where = namespace()
    const made = object(
      'PersistentVolumeClaim',
      'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}',
    )
    const bound = 'persistentVolumeClaim: {claimName: it}'
    const steps = [step('main', 'echo "$(workspaces.w.claim)" > $(workspaces.w.path)/file')]
    await run(
      `${made}---\n${taskRun({ declared: '{name: w}', bound: `{name: w, ${bound}, subPath: my-subdir}`, steps })}`,
      where,
    )
    const look = document(
      'TaskRun',
      `{workspaces: [{name: w, ${bound}}], taskSpec: {workspaces: [{name: w}], steps: [${step('main', 'cd $(workspaces.w.path); find . -type f; cat my-subdir/file')}]}}`,
      'look',
    )
    const seen = await world.run(look, where)
    expect(await seen.log('look', 'main')).toBe('./my-subdir/file\nit\n')
  })
})

describe('a workspace of a pipeline', () => {
  it('of a claim is one volume for its tasks, each in its folder within that of the run', async () => {
    const seen = await run(
      pipelineRun(`subPath: foo, ${claim}`, [
        task('a', 'workspace: data, subPath: bar', 'echo one > $(workspaces.w.path)/file'),
        task('b', 'workspace: data', 'cd $(workspaces.w.path); find . -type f', 'runAfter: [a], '),
      ]),
    )
    expect(seen.header.phase).toBe('Succeeded')
    expect(await seen.log('b', 'main')).toBe('./bar/file\n')
  })

  it('of an emptyDir is another one for each task', async () => {
    const seen = await run(
      pipelineRun('emptyDir: {}', [
        task('a', 'workspace: data', 'echo one > $(workspaces.w.path)/file'),
        task('b', 'workspace: data', 'ls $(workspaces.w.path) | wc -l', 'runAfter: [a], '),
      ]),
    )
    expect((await seen.log('b', 'main')).trim()).toBe('0')
  })

  it('of a template has a claim of its own in each run, which outlives it', async () => {
    const where = namespace()
    const text = pipelineRun(claim, [task('a', 'workspace: data', 'echo "$(workspaces.w.claim)"')])
    const first = await run(text, where)
    const second = await run(text.replace('{name: it}', '{name: other}'), where)
    const claims = (await Promise.all([first.log('a', 'main'), second.log('a', 'main')])).map((name) => name.trim())
    expect(new Set(claims).size).toBe(2)
    await Promise.all([first, second].map(({ runId }) => world.until(runId, ({ state }) => state.closed)))
    for (const name of claims) {
      expect(name).toMatch(/^pvc-[0-9a-f]{10}$/)
      expect(await world.cluster.claim(where, name)).toBeDefined()
    }
  })

  it('that the run does not bind is refused', async () => {
    const text = pipelineRun('emptyDir: {}', [task('a', 'workspace: data', 'true')])
    await expect(run(text.replace('workspaces: [{name: data, emptyDir: {}}], ', ''))).rejects.toThrow(
      /UnboundWorkspace: the pipeline needs the workspace "data"/,
    )
  })
})
