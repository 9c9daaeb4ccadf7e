import middy from '@middy/core'
import type { Context, SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { createInvocation, currentInvocation, untilTheEnd } from '../../../functions/edge/invocation.ts'
import { queueHandler } from '../../../functions/edge/queue-handler.ts'
import type { UseCase } from '../../../lib/app/delivery.ts'
import { MillraceError } from '../../../lib/core/error.ts'
import type { QueueMessage } from '../../../lib/core/message.ts'
import { useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const runId = (n: number) => `8a1b2c3d-0000-8000-8000-00000000000${n}`
const record = (n: number, receives = 1) => ({
  messageId: `m-${n}`,
  receiptHandle: `r-${n}`,
  body: JSON.stringify({ type: 'run.check', runId: runId(n) }),
  attributes: { ApproximateReceiveCount: String(receives) },
})
const context = (remaining: number) =>
  ({ awsRequestId: 'request', getRemainingTimeInMillis: () => remaining }) as unknown as Context
const event = (...records: ReturnType<typeof record>[]) => ({ Records: records }) as unknown as SQSEvent

const handling = (useCase: UseCase<QueueMessage<'work'>>) => {
  const { deps } = useCasesUnderTest()
  const invocation = createInvocation()
  return { invocation, handler: queueHandler({ ...deps, invocation }, 'work', useCase) }
}

describe('a function that a queue invokes', () => {
  it('answers an empty list when everything is done, and hands over how often a message came', async () => {
    const receives: number[] = []
    const { handler } = handling(async (deliveries) => void receives.push(...deliveries.map((one) => one.receives)))
    expect(await handler(event(record(1), record(2, 3)), context(15_000))).toEqual({ batchItemFailures: [] })
    expect(receives).toEqual([1, 3])
  })

  it('answers the ids of what is not done, and of nothing else', async () => {
    const { handler } = handling(async ([first]) => {
      if (first?.message.runId === runId(2)) throw new MillraceError('Unavailable', 'no answer')
    })
    expect(await handler(event(record(1), record(2)), context(15_000))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-2' }],
    })
  })

  it('begins nothing in its last five seconds', async () => {
    const { handler } = handling(() => Promise.reject(new Error('begun')))
    expect(await handler(event(record(1)), context(5_000))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-1' }],
    })
  })

  it('gives its requests up right before its time is over, and knows no invocation between two', async () => {
    const invocation = createInvocation()
    const handler = middy(untilTheEnd)
      .use(currentInvocation(invocation))
      .handler(async () => {
        const { signal, requestId } = invocation
        const aborted = Promise.withResolvers<string | undefined>()
        signal!.addEventListener('abort', () => aborted.resolve(requestId))
        return aborted.promise
      })
    expect(await handler({}, context(600))).toBe('request')
    expect(invocation).toEqual({ requestId: undefined, signal: undefined })
  })

  it('does not answer before its handler has ended', async () => {
    let isDone = false
    const { handler } = handling(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      isDone = true
    })
    let remaining = 5_010
    const late = { awsRequestId: 'r', getRemainingTimeInMillis: () => remaining } as unknown as Context
    const answer = handler(event(record(1)), late)
    remaining = 0
    await answer
    expect(isDone).toBe(true)
  })
})
