import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { context } from '../../../../lib/cli/command/context.ts'
import { CommandError } from '../../../../lib/cli/command-error.ts'
import { readContextFile } from '../../../../lib/cli/context/context-file.ts'
import { reportError } from '../../../../lib/cli/report-error.ts'
import { queueNames } from '../../../../lib/core/message.ts'
import { type ParameterStore, startParameterStore } from '../context/parameter-store.ts'
import { createTestCli, type TestCli, testFolder } from './test-cli.ts'

const parameter = '/millrace/prod/context'
const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/x'
const queues = Object.fromEntries(queueNames.map((name) => [name, { url, deadLetterUrl: `${url}-dead` }]))
const stage = JSON.stringify({ table: 't', bucket: 'b', installation: 'prod', queues, more: 'of a later version' })

let store: ParameterStore
let path: string
beforeAll(async () => {
  store = await startParameterStore()
})
afterAll(() => store.close())
beforeEach(() => {
  path = join(testFolder(), 'millrace', 'config.yaml')
  vi.stubEnv('MILLRACE_CONFIG', path)
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', store.endpoint)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  store.parameters.clear()
})
afterEach(() => void vi.unstubAllEnvs())

const add = (test: TestCli, name: string, given: Record<string, unknown> = {}, check = false) =>
  context(test.cli, { command: 'context', action: 'add', name, stage: { parameter, ...given }, check })

describe('context', () => {
  it('adds stages, lists them, and says which is the current one', async () => {
    const test = createTestCli()
    await add(test, 'prod', { region: 'eu-west-1', namespace: 'ci', profile: undefined })
    await add(test, 'dev')
    await context(test.cli, { command: 'context', action: 'use', name: 'prod' })
    expect(test.out()).toBe('context prod added\ncontext dev added\nprod is the current context\n')
    await context(test.cli, { command: 'context', action: 'list' })
    const rows = test
      .out()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {3,}/))
    expect(rows).toEqual([
      ['', 'NAME', 'WHERE', 'REGION', 'NAMESPACE'],
      ['', 'local', test.cli.data, '-', '-'],
      ['*', 'prod', parameter, 'eu-west-1', 'ci'],
      ['', 'dev', parameter, '-', '-'],
    ])
  })

  it('changes a stage, and makes the path of its kubeconfig one that works from everywhere', async () => {
    const test = createTestCli()
    await add(test, 'prod', { region: 'eu-west-1' })
    await add(test, 'prod', { kubeconfig: 'kube.yaml', kubeContext: 'eks' })
    expect(test.out()).toBe('context prod added\ncontext prod changed\n')
    expect((await readContextFile(path)).contexts).toEqual({
      prod: { parameter, kubeconfig: join(process.cwd(), 'kube.yaml'), kubeContext: 'eks' },
    })
  })

  it('removes a stage; the data folder is then the current one', async () => {
    const test = createTestCli()
    await add(test, 'prod')
    await add(test, 'dev')
    await context(test.cli, { command: 'context', action: 'use', name: 'prod' })
    await context(test.cli, { command: 'context', action: 'remove', name: 'prod' })
    expect(await readContextFile(path)).toEqual({ contexts: { dev: { parameter } } })
    await context(test.cli, { command: 'context', action: 'use', name: 'local' })
    expect(await readContextFile(path)).toEqual({ contexts: { dev: { parameter } }, 'current-context': 'local' })
  })

  it('refuses names that it cannot have or does not know', async () => {
    const test = createTestCli()
    await expect(add(test, 'local')).rejects.toThrow('always there')
    await expect(add(test, 'a b')).rejects.toThrow('a name has letters')
    for (const action of ['use', 'remove'] as const)
      await expect(context(test.cli, { command: 'context', action, name: 'x' })).rejects.toThrow('no context "x"')
    await expect(context(test.cli, { command: 'context', action: 'remove', name: 'local' })).rejects.toThrow(
      'always there',
    )
    expect(await readContextFile(path)).toEqual({ contexts: {} })
  })

  it('asks AWS whether a stage that is added is there', async () => {
    store.parameters.set(parameter, stage)
    const test = createTestCli()
    expect(await add(test, 'prod', {}, true)).toBe(0)
    expect(test.out()).toBe('context prod added\n')
  })
})

describe('a stage that cannot be found', () => {
  const reported = async (): Promise<{ exitCode: number; text: string }> => {
    const test = createTestCli()
    const error: unknown = await add(test, 'prod', {}, true).then(
      () => new CommandError('was added'),
      (thrown: unknown) => thrown,
    )
    const exitCode = reportError(error, test.cli)
    expect(await readContextFile(path)).toEqual({ contexts: {} })
    return { exitCode, text: test.err() }
  }

  it('has no parameter', async () => {
    const { exitCode, text } = await reported()
    expect(exitCode).toBe(1)
    expect(text).toMatch(/^error\[NotFound\]: There is no parameter \/millrace\/prod\/context\.\n help: check its name/)
  })

  it('does not let the person read it', async () => {
    store.parameters.set(parameter, { error: 'AccessDeniedException', message: 'not authorized: ssm:GetParameter' })
    const { exitCode, text } = await reported()
    expect(exitCode).toBe(4)
    expect(text).toMatch(/ssm:GetParameter\n help: ask for the right in IAM/)
  })

  it('does not know the person', async () => {
    store.parameters.set(parameter, { error: 'UnrecognizedClientException', message: 'The token is invalid.' })
    const { exitCode, text } = await reported()
    expect(exitCode).toBe(4)
    expect(text).toMatch(/^error\[Unauthorized\][^]* help: log in to AWS/)
  })

  it('cannot be asked without credentials, or without a region', async () => {
    const nowhere = join(testFolder(), 'none')
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', nowhere)
    vi.stubEnv('AWS_CONFIG_FILE', nowhere)
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    const unknown = await reported()
    expect(unknown.exitCode).toBe(4)
    expect(unknown.text).toMatch(/^error\[Unauthorized\]: Reading parameter .*\n help: log in to AWS/)
    vi.stubEnv('AWS_REGION', undefined)
    const lost = await reported()
    expect(lost.exitCode).toBe(1)
    expect(lost.text).toMatch(/Region is missing\n help: set AWS_REGION/)
  })

  it('has a parameter that says something else', async () => {
    store.parameters.set(parameter, '{"table": "t"}')
    expect((await reported()).text).toMatch(/does not say where a stage is[^]* help: name the one/)
    store.parameters.set(parameter, 'text')
    expect((await reported()).text).toMatch(/does not say where a stage is/)
  })
})
