import { describe, expect, it } from 'vitest'
import { parse } from '../../../../lib/cli/grammar/program.ts'

const invocation = (line: string) => {
  const parsed = parse(line === '' ? [] : line.split(' '))
  if (parsed.type === 'answer') throw new Error(parsed.text)
  return { ...parsed.common, ...parsed.invocation }
}
const answer = (line: string): { text: string; exitCode: number } => {
  const parsed = parse(line === '' ? [] : line.split(' '))
  if (parsed.type !== 'answer') throw new Error('was accepted')
  return parsed
}

describe('parse', () => {
  it('reads a run with its file, parameters and how to follow it', () => {
    expect(invocation('run -f a.yaml -f b/ build -p x=1 -p y=2 --logs --timeout 5m --name n')).toEqual({
      command: 'run',
      files: ['a.yaml', 'b/'],
      target: 'build',
      params: ['x=1', 'y=2'],
      name: 'n',
      progress: 'auto',
      logs: true,
      timeout: 300_000,
      exitZero: false,
    })
  })

  it('reads what looks after the data folder', () => {
    expect(invocation('fsck')).toEqual({ command: 'fsck', repair: false, output: 'table' })
    expect(invocation('fsck --repair -o json')).toEqual({ command: 'fsck', repair: true, output: 'json' })
    expect(invocation('replay @latest')).toEqual({ command: 'replay', ref: '@latest', output: 'table' })
    expect(answer('replay').exitCode).toBe(2)
    expect(answer('fsck -o yaml').exitCode).toBe(2)
  })

  it('reads contexts, and what a stage is found by', () => {
    const add =
      'context add prod --parameter /p --region r --profile q --kubeconfig k --kube-context c -n ci --no-check'
    expect(invocation(add)).toMatchObject({
      command: 'context',
      action: 'add',
      name: 'prod',
      stage: { parameter: '/p', region: 'r', profile: 'q', kubeconfig: 'k', kubeContext: 'c', namespace: 'ci' },
      check: false,
    })
    expect(invocation('context use prod')).toEqual({ command: 'context', action: 'use', name: 'prod' })
    expect(invocation('context list')).toEqual({ command: 'context', action: 'list' })
    expect(invocation('get runs -c prod')).toMatchObject({ command: 'get', context: 'prod' })
    for (const line of ['context', 'context add x', 'context use']) expect(answer(line).exitCode).toBe(2)
  })

  it('reads a submission with its queue, its key and what the run is made of', () => {
    expect(invocation('submit a.yaml -f b/ -p x=1 --label l=1 --key k --queue https://q --bucket b')).toEqual({
      command: 'submit',
      files: ['b/', 'a.yaml'],
      params: ['x=1'],
      labels: ['l=1'],
      key: 'k',
      queue: 'https://q',
      bucket: 'b',
      output: 'text',
    })
    expect(invocation('submit Pipeline/build --workspace name=a,emptyDir=')).toMatchObject({
      target: 'Pipeline/build',
      workspaces: ['name=a,emptyDir='],
    })
    expect(invocation('submit Pipelines/build.yaml')).toMatchObject({ files: ['Pipelines/build.yaml'] })
    expect(invocation('submit build --name n -o json')).toMatchObject({ target: 'build', name: 'n', output: 'json' })
  })

  it('reads what looks after messages that were given up', () => {
    expect(invocation('dlq list -o json')).toEqual({ command: 'dlq', action: 'list', limit: 50, output: 'json' })
    expect(invocation('dlq show x -n ci')).toEqual({ command: 'dlq', action: 'show', id: 'x', namespace: 'ci' })
    const all = { command: 'dlq', action: 'redrive', ids: [], all: true, yes: true }
    expect(invocation('dlq redrive --all -y')).toEqual(all)
    expect(invocation('dlq redrive a b')).toEqual({ ...all, ids: ['a', 'b'], all: false, yes: false })
    for (const line of ['dlq', 'dlq show', 'dlq nope']) expect(answer(line).exitCode).toBe(2)
  })

  it('takes a path in the place of a name for a file', () => {
    expect(invocation('run examples/a.yaml')).toMatchObject({ files: ['examples/a.yaml'], target: undefined })
    expect(invocation('run build')).toMatchObject({ files: [], target: 'build' })
    expect(invocation('graph a.yml')).toMatchObject({ files: ['a.yml'], target: undefined })
  })

  it('shows nothing with --wait, unless it is said how', () => {
    expect(invocation('run x --wait')).toMatchObject({ progress: 'none' })
    expect(invocation('run x --wait --progress json')).toMatchObject({ progress: 'json' })
  })

  it('takes common options before the command and after it', () => {
    for (const line of ['-n ci --data d --no-color get runs', 'get runs -n ci --data d --no-color'])
      expect(invocation(line)).toMatchObject({ command: 'get', namespace: 'ci', data: 'd', color: false })
  })

  it("takes kubectl's KIND/NAME", () => {
    expect(invocation('get run/x y')).toMatchObject({ kind: 'run', names: ['x', 'y'] })
    expect(invocation('delete dag/x')).toMatchObject({ kind: 'dag', names: ['x'], files: [] })
  })

  it('follows with -f in logs, and names files with it everywhere else', () => {
    expect(invocation('logs -f @latest build')).toMatchObject({ ref: '@latest', task: 'build', follow: true })
    expect(invocation('delete -f x.yaml')).toMatchObject({ files: ['x.yaml'], names: [] })
  })

  it('simulates many worlds, or the one that is named', () => {
    expect(invocation('simulate -f a.yaml --fail x=0.1 --fail y=5%')).toMatchObject({
      command: 'simulate',
      files: ['a.yaml'],
      first: 1,
      seeds: 200,
      assumptions: { fail: ['x=0.1', 'y=5%'], duration: [], result: [], faults: true },
      output: 'table',
    })
    expect(invocation('simulate build -f a.yaml --seed 7 --trace --no-faults --cancel-at 1m')).toMatchObject({
      target: 'build',
      first: 7,
      seeds: 1,
      trace: true,
      assumptions: { faults: false, cancelAt: 60_000 },
    })
  })

  it('validates the folder it is called in when no path is given', () => {
    expect(invocation('validate')).toMatchObject({ paths: ['.'], output: 'pretty', strict: false })
  })

  it.each([
    '',
    'runn',
    'run --nope',
    'run -o table x',
    'get',
    'get runs -o nope',
    'get runs --limit 0',
    'run x --timeout soon',
    'apply',
    'simulate',
    'simulate -f a --seeds 0',
    'logs',
    'dev extra',
    'wait',
  ])('answers "%s" with what is wrong, and 2', (line) => {
    const { text, exitCode } = answer(line)
    expect(exitCode).toBe(2)
    expect(text).not.toBe('')
  })

  it('says what the commands of others are called here', () => {
    expect(answer('start x.yaml').text).toContain('Did you mean run?')
    expect(answer('lint x.yaml').text).toContain('Did you mean validate?')
    expect(answer('lgos').text).toContain('Did you mean logs?')
  })

  it('answers help with 0, examples included', () => {
    for (const line of ['--help', 'help', 'run --help', 'help logs', 'help exit-codes'])
      expect(answer(line)).toMatchObject({ exitCode: 0 })
    for (const name of [
      'run',
      'watch',
      'wait',
      'get',
      'describe',
      'logs',
      'cancel',
      'apply',
      'delete',
      'validate',
      'graph',
      'simulate',
      'dev',
      'context',
      'dlq',
      'submit',
    ])
      expect(answer(`help ${name}`).text).toContain('Examples:\n')
  })
})
