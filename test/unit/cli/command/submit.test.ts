import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { runIdOf } from '../../../../lib/app/run-id.ts'
import { submit } from '../../../../lib/cli/command/submit.ts'
import type { SubmitInvocation } from '../../../../lib/cli/grammar/invocation.ts'
import { openSession } from '../../../../lib/cli/host/session.ts'
import { regionOfQueue } from '../../../../lib/cli/host/submit-to-queue.ts'
import { createBucket, createQueues, type Fauxqs, startFauxqs } from '../../../support/fauxqs.ts'
import { createTestCli, testFolder } from './test-cli.ts'

const dag = (script = 'true') => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata: {name: greet}
spec: {task: [{name: a, image: busybox, script: ${JSON.stringify(script)}}]}
`
const dagRun = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
metadata: {name: r}
spec: {dagName: greet}
`
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n'

const fileOf = (text: string): string => {
  const file = join(testFolder(), 'a.yaml')
  writeFileSync(file, text)
  return file
}

const asked = (given: Partial<SubmitInvocation>): SubmitInvocation => ({
  command: 'submit',
  files: [],
  params: [],
  labels: [],
  output: 'text',
  ...given,
})

describe('submit, on a data folder', () => {
  it('puts a run on the queue, and says which it will be', async () => {
    const { cli, out, err } = createTestCli()
    expect(await submit(cli, asked({ files: [fileOf(`${dagRun}---\n${dag()}`)] }))).toBe(0)
    const runId = runIdOf('default', 'DagRun/r')
    expect(out()).toBe(`run/r submitted  (${runId})\n`)
    expect(err()).toBe('runs start when a process hosts the folder: millrace dev\n')
    const { queues, definitions } = openSession(cli.data).store
    const [message] = await queues.receive('submit', { max: 10, visibilityMs: 10_000, waitMs: 0 })
    expect(JSON.parse(message!.body)).toMatchObject({ type: 'run.submit', text: `${dagRun}---\n${dag()}` })
    expect(await definitions.list({ namespace: 'default', kind: 'DAG' })).toEqual([])
  })

  it('prints for a program what is known of the run', async () => {
    const { cli, out } = createTestCli({ namespace: 'ci' })
    await submit(cli, asked({ files: [fileOf(dag())], key: 'commit-1', output: 'json' }))
    const runId = runIdOf('ci', 'commit-1')
    const name = expect.stringMatching(/^greet-[0-9a-f]{5}$/) as string
    expect(JSON.parse(out())).toEqual([{ runId, namespace: 'ci', name, key: 'commit-1' }])
  })

  it.each<[string, Partial<SubmitInvocation>, string]>([
    ['a Secret', { files: [dag() + '---\n' + secret] }, 'Secret s does not travel through a queue'],
    ['an error in the file', { files: [dagRun] }, '1 error; nothing was submitted'],
    ['a definition that is not stored', { target: 'nope' }, 'there is no DAG "nope" in namespace default'],
    ['nothing at all', {}, 'nothing to run'],
    ['a bucket without a queue', { target: 'x', bucket: 'b' }, '--bucket goes with --queue'],
    ['a label that is none', { files: [dag()], labels: ['x'] }, '--label x: a label is name=value'],
  ])('refuses %s', async (_, { files = [], ...given }, message) => {
    const { cli } = createTestCli()
    await expect(submit(cli, asked({ ...given, files: files.map(fileOf) }))).rejects.toThrow(message)
  })
})

describe('submit, to a queue of SQS', () => {
  let aws: Fauxqs
  let queue: string
  beforeAll(async () => {
    aws = await startFauxqs()
    queue = (await createQueues(aws.sqs, { prefix: 'x', maxReceives: 3 })).submit.url
    await createBucket(aws.s3, 'large')
  })
  afterAll(() => aws.close())
  afterEach(() => void vi.unstubAllEnvs())

  const surroundings = () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', aws.endpoint)
    vi.stubEnv('AWS_ENDPOINT_URL_S3', aws.endpoint)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    vi.stubEnv('AWS_REGION', 'us-east-1')
    return createTestCli()
  }
  const received = async (): Promise<Record<string, unknown>> => {
    const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 1 }))
    return JSON.parse(Messages[0]?.Body ?? '{}') as Record<string, unknown>
  }

  it('needs its URL, and nothing else', async () => {
    const { cli, out, err } = surroundings()
    expect(await submit(cli, asked({ files: [fileOf(dagRun)], queue }))).toBe(0)
    expect(out()).toBe(`run/r submitted  (${runIdOf('default', 'DagRun/r')})\n`)
    expect(err()).toContain('it must be stored where this is run')
    expect(await received()).toMatchObject({ type: 'run.submit', text: dagRun })
  })

  it('names a stored definition as it was typed', async () => {
    const { cli, out } = surroundings()
    await submit(cli, asked({ target: 'Pipeline/build', key: 'k', params: ['a=b'], queue }))
    expect(out()).toBe(`run ${runIdOf('default', 'k')} submitted\n`)
    expect(await received()).toMatchObject({ definition: { kind: 'Pipeline', name: 'build' }, params: { a: 'b' } })
    await submit(cli, asked({ target: 'build', name: 'mine', queue }))
    expect(out()).toBe('run/mine submitted\n')
    expect(await received()).toMatchObject({ definition: { kind: 'DAG', name: 'build' }, name: 'mine' })
  })

  it('refuses more than a submission may have', async () => {
    const { cli } = surroundings()
    const tooLarge = asked({ target: 'build', params: [`a=${'x'.repeat(11e6)}`], queue, bucket: 'large' })
    await expect(submit(cli, tooLarge)).rejects.toThrow(/the submission has 11\d+ bytes, more than 10485760/)
  })

  it('puts what is too large for a message into the bucket, and cannot do without one', async () => {
    const { cli } = surroundings()
    const text = dag(`# ${'x'.repeat(200_000)}`)
    await expect(submit(cli, asked({ files: [fileOf(text)], queue }))).rejects.toThrow('it needs a bucket')
    await submit(cli, asked({ files: [fileOf(text)], queue, bucket: 'large' }))
    const { object } = (await received()) as { object: { key: string } }
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: 'large', Key: object.key }))
    expect(JSON.parse(await Body!.transformToString())).toMatchObject({ text })
  })
})

describe('the URL of a queue', () => {
  it.each([
    ['https://sqs.eu-west-1.amazonaws.com/111122223333/submit', 'eu-west-1'],
    ['https://sqs.us-gov-west-1.amazonaws.com/111122223333/submit', 'us-gov-west-1'],
    ['https://sqs.cn-north-1.amazonaws.com.cn/111122223333/submit', 'cn-north-1'],
    ['https://vpce-0a1b-2c.sqs.eu-west-1.vpce.amazonaws.com/111122223333/submit', 'eu-west-1'],
    ['http://127.0.0.1:4566/000000000000/submit', undefined],
  ])('%s is in region %s', (url, region) => {
    expect(regionOfQueue(url)).toBe(region)
  })

  it('is a URL', () => {
    expect(() => regionOfQueue('submit')).toThrow('--queue submit: it is the URL of a queue')
  })
})
