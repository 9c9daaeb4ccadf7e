import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSqsQueues } from '../../../../../lib/adapters/aws/sqs/sqs-queues.ts'
import { createQueues, startFauxqs } from '../../../../support/fauxqs.ts'
import { never, refusal } from './fake-wire.ts'
import { batchResult, md5Of, queuesUnderTest, urlOf } from './queues-under-test.ts'

const now = { max: 10, visibilityMs: 30_000, waitMs: 0 }

describe('receiving from SQS', () => {
  it('tells id, receipt, body and the count of deliveries', async () => {
    const Attributes = { ApproximateReceiveCount: '7' }
    const message = { MessageId: 'm', ReceiptHandle: 'r', Body: '{}', MD5OfBody: md5Of('{}'), Attributes }
    const { queues, asked } = queuesUnderTest(() => ({ body: { Messages: [message] } }))
    expect(await queues.receive('work', now)).toEqual([{ id: 'm', receipt: 'r', body: '{}', receives: 7 }])
    expect(asked[0]!.input).toMatchObject({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
  })

  it('is Unavailable when a body was changed on its way', async () => {
    const message = { MessageId: 'm', ReceiptHandle: 'r', Body: '{ }', MD5OfBody: md5Of('{}') }
    const { queues } = queuesUnderTest(() => ({ body: { Messages: [message] } }))
    await expect(queues.receive('work', now)).rejects.toMatchObject({ code: 'Unavailable' })
  })

  it('asks for ten at most, for whole seconds rounded up, and for 20 s of waiting at most', async () => {
    const { queues, asked } = queuesUnderTest()
    await queues.receive('work', { max: 1_000, visibilityMs: 1_001, waitMs: 1 })
    await queues.receive('work', { max: 3, visibilityMs: 13 * 3_600_000, waitMs: 45_000 })
    expect(asked.map(({ input }) => input)).toMatchObject([
      { MaxNumberOfMessages: 10, VisibilityTimeout: 2, WaitTimeSeconds: 1 },
      { MaxNumberOfMessages: 3, VisibilityTimeout: 43_200, WaitTimeSeconds: 20 },
      { WaitTimeSeconds: 20 },
      { WaitTimeSeconds: 5 },
    ])
  })

  it('ends with nothing when its own signal aborts, and as Unavailable when the invocation’s does', async () => {
    const [own, invocation] = [new AbortController(), new AbortController()]
    const { queues, asked } = queuesUnderTest(never, invocation.signal)
    const waiting = queues.receive('work', { ...now, waitMs: 10_000, signal: own.signal })
    await expect.poll(() => asked.length).toBe(1)
    own.abort()
    expect(await waiting).toEqual([])
    const other = queues.receive('work', { ...now, waitMs: 10_000, signal: new AbortController().signal })
    await expect.poll(() => asked.length).toBe(2)
    invocation.abort()
    await expect(other).rejects.toMatchObject({ code: 'Unavailable' })
  })

  it('waits longer than the client gives other requests', async () => {
    const fauxqs = await startFauxqs()
    const client = new SQSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      endpoint: fauxqs.endpoint,
      useQueueUrlAsEndpoint: false,
      requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true },
    })
    onTestFinished(async () => {
      client.destroy()
      await fauxqs.close()
    })
    const urls = await createQueues(fauxqs.sqs, { prefix: 'slow', maxReceives: 3 })
    expect(await createSqsQueues({ client, urls }).receive('work', { ...now, waitMs: 1_000 })).toEqual([])
  })

  it('is Invalid for a queue whose URL is not known', async () => {
    const { queues } = queuesUnderTest()
    await expect(queues.receive('elsewhere' as never, now)).rejects.toMatchObject({ code: 'Invalid' })
  })
})

describe('acknowledging', () => {
  it('deletes ten at a time, and again what failed through the service’s fault', async () => {
    const { queues, asked } = queuesUnderTest(({ entries }, n) =>
      n === 1 ? batchResult(entries, { 4: { fault: 'service' } }) : undefined,
    )
    await queues.acknowledge(
      'work',
      Array.from({ length: 12 }, (_, n) => `receipt-${n}`),
    )
    const receipts = asked.map(({ action, entries }) => [action, entries.map(({ ReceiptHandle }) => ReceiptHandle)])
    expect(receipts).toHaveLength(3)
    expect(receipts).toContainEqual(['DeleteMessageBatch', ['receipt-10', 'receipt-11']])
    expect(receipts).toContainEqual(['DeleteMessageBatch', ['receipt-4']])
  })

  it('ignores receipts that are no longer current', async () => {
    const { queues, asked } = queuesUnderTest(({ entries }) =>
      batchResult(entries, { 0: { fault: 'sender', code: 'ReceiptHandleIsInvalid' } }),
    )
    await queues.acknowledge('work', ['stale', 'current'])
    expect(asked).toHaveLength(1)
  })

  it('is Unavailable when SQS is', async () => {
    const { queues } = queuesUnderTest(() => refusal(503, 'ServiceUnavailable'))
    await expect(queues.acknowledge('work', ['r'])).rejects.toMatchObject({ code: 'Unavailable' })
  })
})

describe('postponing', () => {
  it('hides the message for whole seconds rounded up', async () => {
    const { queues, asked } = queuesUnderTest()
    for (const ms of [0, 1, 1_000, 29_001]) await queues.postpone('work', 'r', ms)
    expect(asked.map(({ input }) => input['VisibilityTimeout'])).toEqual([0, 1, 1, 30])
    expect(asked[0]).toMatchObject({ action: 'ChangeMessageVisibility', url: urlOf('work') })
  })

  it.each([
    ['MessageNotInflight', 'Message does not exist or is not available for visibility timeout change.'],
    ['ReceiptHandleIsInvalid', 'The input receipt handle is invalid.'],
    [
      'InvalidParameterValue',
      'Value r for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.',
    ],
  ])('ignores a delivery that is over: %s', async (name, message) => {
    const { queues, asked } = queuesUnderTest(() => refusal(400, name, message))
    await queues.postpone('work', 'r', 1_000)
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['Invalid', refusal(400, 'InvalidParameterValue', 'Value 50000 for parameter VisibilityTimeout is invalid.')],
    ['Unauthorized', refusal(403, 'AccessDeniedException')],
    ['Unavailable', refusal(500, 'InternalError')],
  ])('is %s for what else goes wrong', async (code, answer) => {
    const { queues } = queuesUnderTest(() => answer)
    await expect(queues.postpone('work', 'r', 1_000)).rejects.toMatchObject({ code })
  })
})
