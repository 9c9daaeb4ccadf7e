import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noDynoxide } from '../../support/dynoxide.ts'
import { dag, emptyFolder, type Finished, fileIn, type Running, start } from './millrace.ts'
import { parameter, startStage } from './stage-world.ts'

/** A run of one task whose pod does what the script says. */
const taskRun = (name: string, script: object): string =>
  JSON.stringify({
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: { name, annotations: { 'millrace.dev/instant': JSON.stringify(script) } },
    spec: { taskSpec: { steps: [{ name: 'main', image: 'busybox', script: 'true' }] } },
  })

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'words' }, data: { a: 'b' } }

let stage: Awaited<ReturnType<typeof startStage>>

/** A person's folder, with a context for the stage that knows its cluster, and one that does not. */
const person = () => {
  const folder = emptyFolder()
  const cluster = { kubeconfig: stage.kubeconfig, kubeContext: 'of-stage' }
  const contexts = { test: { parameter, ...cluster }, blind: { parameter } }
  fileIn(folder, 'config.yaml', JSON.stringify({ contexts, 'current-context': 'test' }))
  const begin = (...args: string[]): Running => start(folder, args, { env: stage.env })
  return {
    folder,
    begin,
    millrace: (...args: string[]): Promise<Finished> => begin(...args).ended,
    file: (name: string, text: string): string => fileIn(folder, name, text),
  }
}

describe.skipIf(noDynoxide !== undefined)('a stage', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    stage = await startStage()
  }, 60_000)
  afterAll(() => stage?.stop(), 60_000)

  it('takes a run from the queue, and shows it, its logs and its pods; then it can be deleted', async () => {
    const { millrace, file } = person()
    const submitted = await millrace('submit', '-f', file('r.json', taskRun('first', { log: 'hello\n' })))
    expect(submitted).toMatchObject({ code: 0, stdout: expect.stringMatching(/^run\/first submitted/), stderr: '' })
    await expect.poll(async () => (await millrace('get', 'run', 'first')).code, { timeout: 20_000 }).toBe(0)
    expect(await millrace('wait', 'first')).toMatchObject({ code: 0, stdout: expect.stringMatching(/first Succeeded/) })
    expect((await millrace('get', 'runs')).stdout).toMatch(/first +\S+ +Succeeded +1\/1/)
    expect((await millrace('describe', 'run', '@latest')).stdout).toMatch(/Name: +first[^]*Status: +. Succeeded/)
    expect(await millrace('logs', 'first')).toMatchObject({ code: 0, stdout: expect.stringMatching(/hello\n$/) })
    expect(await millrace('replay', 'first')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/run first opened[^]*replays to the state that is stored/),
    })
    await expect
      .poll(async () => (await millrace('delete', 'run', 'first')).stdout, { timeout: 20_000 })
      .toBe('run/first deleted\n')
    expect(await millrace('get', 'run', 'first')).toMatchObject({ code: 1 })
  })

  it('is told what is to run, with definitions and objects, and followed to the end', async () => {
    const { millrace, file } = person()
    const text = `${JSON.stringify(configMap)}\n---\n${dag('greet', { a: { script: 'true' }, b: { script: 'true', after: ['a'] } })}`
    const { code, stdout } = await millrace('run', '-f', file('greet.yaml', text), '--name', 'greet-1')
    expect(stdout).toMatch(/DAG greet[^]*task +b +Succeeded[^]*run +greet-1 +Succeeded/)
    expect(code).toBe(0)
    expect((await millrace('get', 'dags')).stdout).toMatch(/^NAME +VERSION +STORED\ngreet +1 /)
    expect((await millrace('graph', 'greet')).stdout).toMatch(/a/)
    expect((await millrace('get', 'configmap', 'words', '-o', 'name')).stdout).toBe('configmap/words\n')
    expect(await millrace('submit', 'greet', '--name', 'greet-2')).toMatchObject({ code: 0 })
    await expect.poll(async () => (await millrace('wait', 'greet-2')).code, { timeout: 20_000 }).toBe(0)
    expect((await millrace('delete', 'dag', 'greet')).stdout).toBe('dag/greet deleted\n')
  })

  it('answers with the exit code of the run', async () => {
    const { millrace, file } = person()
    const failing = file('r.json', taskRun('fails', { exitCode: 3, log: 'so it goes\n' }))
    const { code, stdout } = await millrace('run', '-f', failing, '--logs')
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('so it goes') as string })
  })

  it('goes on when the terminal leaves, and cancels a run from another one', async () => {
    const { begin, millrace, file } = person()
    const run = begin('run', '-f', file('r.json', taskRun('long', { runMs: 60_000 })))
    await run.shows(/Running/)
    run.process.kill('SIGINT')
    expect(await run.ended).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/still running; millrace cancel long stops it/),
    })
    const watch = begin('watch', 'long')
    await watch.shows(/Running/)
    expect(await millrace('cancel', 'long')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/cancelling long/),
    })
    expect((await watch.ended).code).toBe(5)
  })

  it('says why a submission was turned down, and keeps it for whoever mends what is wrong', async () => {
    const { millrace, file, folder } = person()
    const run = JSON.stringify({
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      metadata: { name: 'late' },
      spec: { taskRef: { name: 'comes-later' } },
    })
    const task = JSON.stringify({
      apiVersion: 'tekton.dev/v1',
      kind: 'Task',
      metadata: { name: 'comes-later' },
      spec: { steps: [{ name: 'main', image: 'busybox', script: 'true' }] },
    })
    const submit = ['submit', '-f', file('run.json', run), '--queue', stage.queue]
    const environment = { ...stage.env, MILLRACE_CONFIG: `${folder}/none.yaml` }
    const submitted = await start(folder, submit, { env: environment }).ended
    expect(submitted).toMatchObject({ code: 0, stderr: expect.stringContaining('it must be stored where this is run') })
    await expect
      .poll(async () => (await millrace('dlq', 'list')).stdout, { timeout: 20_000, interval: 500 })
      .toMatch(/ submit +.*comes-later/)
    const [letter] = JSON.parse((await millrace('dlq', 'list', '-o', 'json')).stdout) as [{ id: string }]
    expect((await millrace('dlq', 'show', letter.id)).stdout).toMatch(/Run: +late[^]*"type": "run.submit"/)
    expect((await millrace('apply', '-f', file('task.json', task))).code).toBe(0)
    expect(await millrace('dlq', 'redrive', letter.id)).toMatchObject({ code: 0, stdout: '1 message put back\n' })
    await expect.poll(async () => (await millrace('wait', 'late')).code, { timeout: 20_000 }).toBe(0)
    expect((await millrace('dlq', 'list')).stderr).toBe('No message was given up.\n')
  })

  it('deletes the claim that a run has made, or leaves the run where it cannot', async () => {
    const { millrace, file } = person()
    const template = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } } }
    const run = {
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      metadata: { name: 'keeps' },
      spec: {
        workspaces: [{ name: 'data', volumeClaimTemplate: template }],
        taskSpec: {
          workspaces: [{ name: 'data' }],
          steps: [{ name: 'main', image: 'busybox', script: 'true' }],
        },
      },
    }
    expect((await millrace('run', '-f', file('r.json', JSON.stringify(run)))).code).toBe(0)
    const claims = async () => (await millrace('get', 'pvc', '-o', 'name')).stdout
    expect(await claims()).toMatch(/^persistentvolumeclaim\/pvc-/)
    await expect
      .poll(() => millrace('delete', 'run', 'keeps', '-c', 'blind'), { timeout: 20_000 })
      .toMatchObject({ code: 1, stderr: expect.stringContaining('does not say how its cluster is reached') })
    expect((await millrace('get', 'run', 'keeps')).code).toBe(0)
    expect((await millrace('delete', 'run', 'keeps')).stdout).toBe('run/keeps deleted\n')
    expect(await claims()).toBe('')
  })

  it('is audited while its functions are at work', async () => {
    const { millrace, file } = person()
    expect((await millrace('run', '-f', file('r.json', taskRun('audited', {})))).code).toBe(0)
    const { code, stderr } = await millrace('fsck')
    expect(stderr).toMatch(/the functions of this stage are at work[^]*0 findings in [1-9]\d* run/)
    expect(code).toBe(0)
  })

  it('is of use without its cluster, and says what is not', async () => {
    const { millrace, file } = person()
    expect((await millrace('run', '-f', file('r.json', taskRun('seen', { log: 'archived\n' })))).code).toBe(0)
    await expect
      .poll(() => millrace('logs', 'seen', '-c', 'blind'), { timeout: 20_000 })
      .toMatchObject({
        stdout: expect.stringContaining('archived'),
        stderr: expect.stringContaining('names no cluster'),
      })
    const both = file('both.yaml', `${JSON.stringify(configMap)}\n---\n${dag('unstored', { a: { script: 'true' } })}`)
    expect((await millrace('apply', '-f', both, '-c', 'blind')).code).toBe(1)
    expect((await millrace('get', 'dags')).stdout).not.toContain('unstored')
    const pods = await millrace('get', 'pods', '-c', 'blind')
    expect(pods).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/context blind does not say[^]*--kube-context/),
    })
  })

  it('is what -c, the environment or the file says; the data folder is asked for by name', async () => {
    const { millrace, folder } = person()
    expect(await millrace('get', 'runs', '-c', 'local')).toMatchObject({ code: 0, stderr: /^No runs/ })
    expect(await millrace('get', 'runs', '-c', 'tset')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('did you mean "test"?'),
    })
    const env = { ...stage.env, MILLRACE_CONTEXT: 'local' }
    expect((await start(folder, ['get', 'runs'], { env }).ended).stderr).toMatch(/^No runs/)
    expect(await millrace('dev')).toMatchObject({ code: 2, stderr: expect.stringContaining('-c local') })
  })

  it('that cannot be asked says what to do about it', async () => {
    const { folder } = person()
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: _secret, ...nobody } = stage.env
    const none = { AWS_CONFIG_FILE: `${folder}/none`, AWS_SHARED_CREDENTIALS_FILE: `${folder}/none` }
    const refused = await start(folder, ['get', 'runs'], { env: { ...nobody, ...none } }).ended
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringMatching(/Credentials[^]*log in to AWS/) })
  })
})
