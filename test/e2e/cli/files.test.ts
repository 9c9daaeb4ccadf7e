import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dag, emptyFolder, fileIn, millrace, start } from './millrace.ts'

const good = dag('build', { a: { script: 'echo "$@"; echo a' }, b: { script: 'echo b', after: ['a'] } })
const bad = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: ci
spec:
  task:
    - name: build
      image: busybox
      command: [make]
    - name: test
      image: busybox
      command: [make, test]
      runAfter: [biuld]
`
const secret = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'token' },
  stringData: { value: 's3cret' },
})

describe('validate', () => {
  it('exits with 1 and shows each mistake at its place', async () => {
    const folder = emptyFolder()
    fileIn(folder, 'ci.yaml', bad)
    const { code, stdout, stderr } = await millrace(folder, 'validate', 'ci.yaml')
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /error\[UnknownTask\]: there is no task "biuld"\n +--> ci\.yaml:13:18\n +\|\n13 \| {7}runAfter: \[biuld\]\n +\| +\^\^\^\^\^\n +\| *\n?|help: did you mean "build"\?/,
    )
    expect(stderr).toMatch(/✗ 1 error in 1 file \(\d+ ms\)/)
    expect((await millrace(folder, 'validate', '-o', 'compact')).stdout).toBe(
      'ci.yaml:13:18: error UnknownTask there is no task "biuld" (did you mean "build"?)\n',
    )
    expect(JSON.parse((await millrace(folder, 'validate', '.', '-o', 'json')).stdout)).toMatchObject([
      { line: 13, column: 18 },
    ])
  })

  it('exits with 0 for good files, in folders too, and leaves nothing behind', async () => {
    const folder = emptyFolder()
    fileIn(folder, 'build.json', good)
    const { code, stdout, stderr } = await millrace(folder, 'validate')
    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/✓ no errors in 1 file/),
    })
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  it('warns of what is to be stored elsewhere, which counts with --strict', async () => {
    const folder = emptyFolder()
    const run =
      'apiVersion: kontroler.greedykomodo/v1alpha1\nkind: DagRun\nmetadata: {name: r}\nspec: {dagName: build}\n'
    const check = (...args: string[]) => start(folder, ['validate', '-', ...args], { stdin: run }).ended
    expect(await check()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^warning\[UnknownDag\]/) })
    expect(await check('--strict')).toMatchObject({ code: 1 })
  })

  it('checks 5,000 tasks within a second and a half', async () => {
    const folder = emptyFolder()
    const tasks = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, n) => [
        `task-${n}`,
        { script: 'echo hello', after: n < 10 ? [] : [`task-${n % 10}`, `task-${n - 1}`] },
      ]),
    )
    fileIn(folder, 'large.json', dag('large', tasks))
    const { code, stderr } = await millrace(folder, 'validate', 'large.json')
    const ms = Number(/\((\d+) ms\)/.exec(stderr)?.[1])
    expect({ code, isFast: ms < 1_500 }, `${ms} ms`).toEqual({ code: 0, isFast: true })
  })
})

describe('run', () => {
  it('stores nothing and starts nothing when anything is wrong', async () => {
    const folder = emptyFolder()
    const file = fileIn(folder, 'both.yaml', `${good}\n---\n${bad}`)
    const { code, stderr } = await millrace(folder, 'run', 'build', '-f', file)
    expect(code).toBe(1)
    expect(stderr).toMatch(/error\[UnknownTask\][^]*error: 1 error; nothing was stored and nothing started\n$/)
    expect(await millrace(folder, 'get', 'dags')).toMatchObject({ code: 0, stdout: '' })
  })

  it('names the DAGs of a file that has several', async () => {
    const folder = emptyFolder()
    const file = fileIn(folder, 'two.yaml', `${good}\n---\n${dag('deploy', { a: { script: 'echo deployed' } })}`)
    expect(await millrace(folder, 'run', '-f', file)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/which DAG is to run\?\n help: name one of: build, deploy/),
    })
    expect(await millrace(folder, 'run', 'deploy', '-f', file, '-o', 'name')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^run\/deploy-\w+\n$/),
    })
  })

  it('starts every run that is written down, and follows a named one that was started before', async () => {
    const folder = emptyFolder()
    const dagRun = (name: string): string =>
      JSON.stringify({
        apiVersion: 'kontroler.greedykomodo/v1alpha1',
        kind: 'DagRun',
        metadata: { name },
        spec: { dagName: 'build' },
      })
    const file = fileIn(folder, 'runs.yaml', [good, dagRun('one'), dagRun('two')].join('\n---\n'))
    const { code, stdout } = await millrace(folder, 'run', '-f', file)
    expect(code).toBe(0)
    expect(stdout).toMatch(/run +one +Succeeded/)
    expect(stdout).toMatch(/task +two\/b +Succeeded/)
    const again = await millrace(folder, 'run', '-f', file)
    expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/run one was started before/) })
  })

  it('reads standard input, and reports steps as CloudEvents', async () => {
    const folder = emptyFolder()
    const { code, stdout } = await start(folder, ['run', '-f', '-', '--progress', 'json'], { stdin: good }).ended
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; subject: string })
    expect(code).toBe(0)
    expect(events.at(0)!.type).toBe('dev.millrace.run.started.v1')
    expect(events.at(-1)).toMatchObject({ type: 'dev.millrace.run.finished.v1', data: { phase: 'Succeeded' } })
  })

  it('refuses a parameter that the DAG does not declare before anything is stored', async () => {
    const folder = emptyFolder()
    const { code, stderr } = await millrace(folder, 'run', fileIn(folder, 'build.json', good), '-p', 'x=1')
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/error\[UnknownParameter\]: DAG "build" has no parameter "x"/),
    })
    expect(existsSync(join(folder, 'data', 'kubeconfig'))).toBe(false)
  })
})

describe('apply, get and delete', () => {
  it('keep versions of definitions, and take them away', async () => {
    const folder = emptyFolder()
    const file = fileIn(folder, 'build.json', good)
    expect((await millrace(folder, 'apply', '-f', file)).stdout).toBe('dag/build stored as version 1\n')
    expect((await millrace(folder, 'apply', '-f', file)).stdout).toBe('dag/build unchanged (version 1)\n')
    fileIn(folder, 'build.json', dag('build', { a: { script: 'echo other' } }))
    expect((await millrace(folder, 'apply', '-f', file)).stdout).toBe('dag/build stored as version 2\n')
    expect((await millrace(folder, 'get', 'dags')).stdout).toMatch(/^NAME +VERSION +STORED\nbuild +2 /)
    expect((await millrace(folder, 'get', 'dag/build', '-o', 'yaml')).stdout).toContain('echo other')
    expect((await millrace(folder, 'run', 'build', '--logs')).stdout).toContain('[a] other')
    expect(await millrace(folder, 'delete', '-f', file)).toMatchObject({ code: 0, stdout: 'dag/build deleted\n' })
    expect(await millrace(folder, 'delete', 'dag', 'build')).toMatchObject({ code: 1, stderr: 'dag/build not found\n' })
    expect(await millrace(folder, 'delete', 'run', '@latest')).toMatchObject({ code: 0 })
    expect(await millrace(folder, 'get', 'runs')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^No runs in namespace default/),
    })
  })

  it("apply what is the cluster's, and leave it out of the queues", async () => {
    const folder = emptyFolder()
    const file = fileIn(folder, 'secret.json', secret)
    expect(await millrace(folder, 'apply', '-f', file)).toMatchObject({ code: 0, stdout: 'secret/token created\n' })
    expect(await millrace(folder, 'apply', '-f', file)).toMatchObject({ code: 0, stdout: 'secret/token unchanged\n' })
  })
})

describe('the command line', () => {
  it('exits with 2 when it is wrong, and with 1 when what it names is not there', async () => {
    const folder = emptyFolder()
    const codes = await Promise.all(
      [
        ['run'],
        ['nope'],
        ['run', '--nope'],
        ['describe', 'pods', 'x'],
        ['logs', 'x'],
        ['get', 'run', 'x'],
        ['run', 'x'],
        ['run', '-f', 'x.yaml'],
      ].map(async (args) => (await millrace(folder, ...args)).code),
    )
    expect(codes).toEqual([2, 2, 2, 2, 1, 1, 1, 1])
  })

  it('prints its version, and its help', async () => {
    const folder = emptyFolder()
    expect(await millrace(folder, '--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
    expect(await millrace(folder, 'version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^millrace \d+\.\d+\.\d+ \(node 2/),
    })
    expect((await millrace(folder, 'help', 'exit-codes')).stdout).toMatch(/^Exit codes\n/)
  })
})
