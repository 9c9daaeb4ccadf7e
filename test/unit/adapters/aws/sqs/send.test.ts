import { describe, expect, it } from 'vitest'
import { never, refusal, timeout } from './fake-wire.ts'
import { batchResult, type Entry, queuesUnderTest, urlOf } from './queues-under-test.ts'

const bodies = (count: number) => Array.from({ length: count }, (_, n) => ({ body: `{"n":${n}}` }))
const bodiesOf = (entries: readonly Entry[]) => entries.map(({ MessageBody }) => MessageBody)
const mebibyte = 1_048_576

describe('sending to SQS', () => {
  it('takes one request for ten messages, all of them to the queue’s URL', async () => {
    const { queues, asked } = queuesUnderTest()
    await queues.send('work', bodies(25))
    expect(asked.map(({ action, url, entries }) => [action, url, entries.length])).toEqual([
      ['SendMessageBatch', urlOf('work'), 10],
      ['SendMessageBatch', urlOf('work'), 10],
      ['SendMessageBatch', urlOf('work'), 5],
    ])
    expect(asked.flatMap(({ entries }) => bodiesOf(entries))).toEqual(bodies(25).map(({ body }) => body))
    for (const { entries } of asked) expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length)
  })

  it('asks for nothing when there is nothing to send', async () => {
    const { queues, asked } = queuesUnderTest()
    await queues.send('work', [])
    await queues.acknowledge('work', [])
    expect(asked).toEqual([])
  })

  it('has at most eight requests under way at once', async () => {
    let open = 0
    let most = 0
    const { queues, asked } = queuesUnderTest(async () => {
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
      return undefined
    })
    await queues.send('work', bodies(300))
    expect(asked).toHaveLength(30)
    expect(most).toBe(8)
  })

  it('sends again what failed through the service’s fault, and nothing else', async () => {
    const { queues, asked } = queuesUnderTest(({ entries }, n) => {
      if (n === 1) return batchResult(entries, { 1: { fault: 'service' }, 2: { fault: 'service' } })
      return n === 2 ? batchResult(entries, { 2: { fault: 'service' } }) : undefined
    })
    await queues.send('work', bodies(4))
    expect(asked.map(({ entries }) => bodiesOf(entries))).toEqual([
      ['{"n":0}', '{"n":1}', '{"n":2}', '{"n":3}'],
      ['{"n":1}', '{"n":2}'],
      ['{"n":2}'],
    ])
  })

  it('sends again what the answer does not mention', async () => {
    const { queues, asked } = queuesUnderTest(({ entries }, n) =>
      n === 1 ? batchResult(entries.slice(0, 1), {}) : undefined,
    )
    await queues.send('work', bodies(2))
    expect(asked.map(({ entries }) => bodiesOf(entries))).toEqual([['{"n":0}', '{"n":1}'], ['{"n":1}']])
  })

  it('is Unavailable when an entry keeps failing through the service’s fault', async () => {
    const { queues, asked } = queuesUnderTest(({ entries }) => batchResult(entries, { 0: { fault: 'service' } }))
    await expect(queues.send('work', bodies(1))).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'SQS has not taken 1 of 1 entries after 5 tries: InternalError: says InternalError',
    })
    expect(asked).toHaveLength(5)
  })

  it('is Invalid when an entry is refused for good, and sends the others', async () => {
    const { queues, asked } = queuesUnderTest(({ entries }) =>
      entries.length === 10
        ? batchResult(entries, { 0: { fault: 'sender', code: 'InvalidMessageContents' }, 3: { fault: 'service' } })
        : undefined,
    )
    await expect(queues.send('work', bodies(12))).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringContaining('InvalidMessageContents'),
    })
    expect(asked.map(({ entries }) => entries.length)).toEqual([10, 2, 1])
  })

  it('is tried again by the client when it is throttled, and is then Unavailable', async () => {
    const throttled = refusal(400, 'RequestThrottled')
    const once = queuesUnderTest((_, n) => (n === 1 ? throttled : undefined))
    await once.queues.send('work', bodies(1))
    expect(once.asked).toHaveLength(2)
    const always = queuesUnderTest(() => throttled)
    await expect(always.queues.send('work', bodies(1))).rejects.toMatchObject({ code: 'Unavailable' })
  })

  it('may send twice what was taken but not answered in time', async () => {
    const taken: string[] = []
    const { queues } = queuesUnderTest(({ entries }, n) => {
      taken.push(...bodiesOf(entries))
      return n === 1 ? timeout() : undefined
    })
    await queues.send('work', bodies(1))
    expect(taken).toEqual(['{"n":0}', '{"n":0}'])
  })

  it('ends as Unavailable when the invocation does, and is not tried again', async () => {
    const invocation = new AbortController()
    const { queues, asked } = queuesUnderTest(() => {
      setImmediate(() => invocation.abort('the time of the function is over'))
      return never()
    }, invocation.signal)
    await expect(queues.send('work', bodies(1))).rejects.toMatchObject({
      code: 'Unavailable',
      message: expect.stringContaining('the time of the function is over'),
    })
    await expect(queues.send('work', bodies(1))).rejects.toMatchObject({ code: 'Unavailable' })
    expect(asked).toHaveLength(1)
  })

  it('ends as Unavailable when the invocation does between two tries', async () => {
    const invocation = new AbortController()
    const { queues } = queuesUnderTest(({ entries }) => {
      invocation.abort('over')
      return batchResult(entries, { 0: { fault: 'service' } })
    }, invocation.signal)
    await expect(queues.send('work', bodies(1))).rejects.toMatchObject({ code: 'Unavailable' })
  })

  it.each([
    ['Unavailable', refusal(500, 'InternalError')],
    ['Unavailable', refusal(503, 'ServiceUnavailable')],
    ['Unavailable', { status: 502, body: '<html>bad gateway</html>' }],
    ['Unavailable', refusal(400, 'OverLimit')],
    ['Unavailable', refusal(400, 'KmsThrottled')],
    ['Unavailable', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['Unauthorized', refusal(403, 'ExpiredTokenException')],
    ['Unauthorized', refusal(403, 'InvalidClientTokenId')],
    ['Unauthorized', refusal(403, 'AccessDeniedException')],
    ['Invalid', refusal(400, 'QueueDoesNotExist')],
    ['Invalid', refusal(400, 'KmsDisabled')],
    ['Invalid', refusal(400, 'BatchRequestTooLong')],
  ])('is %s when the answer is %o', async (code, answer) => {
    const { queues } = queuesUnderTest(() => answer)
    await expect(queues.send('work', bodies(1))).rejects.toMatchObject({ code })
  })

  it('says which queue it is that does not exist', async () => {
    const { queues } = queuesUnderTest(() => refusal(400, 'QueueDoesNotExist', 'The specified queue does not exist.'))
    await expect(queues.send('work', bodies(1))).rejects.toThrow(
      `Sending to ${urlOf('work')}: QueueDoesNotExist: The specified queue does not exist. ` +
        '(the queue does not exist, or is in another region or account)',
    )
  })

  it('rounds a delay up to whole seconds', async () => {
    const { queues, asked } = queuesUnderTest()
    const delays = [undefined, 0, 1, 1_000, 1_001, 900_000]
    await queues.send(
      'work',
      delays.map((delayMs) => ({ body: '{}', delayMs })),
    )
    expect(asked[0]!.entries.map(({ DelaySeconds }) => DelaySeconds)).toEqual([undefined, 0, 1, 1, 2, 900])
  })

  it('sends nothing when one of the messages can never be sent', async () => {
    const { queues, asked } = queuesUnderTest()
    for (const bad of [{ body: '{}', delayMs: 900_001 }, { body: 'x'.repeat(mebibyte + 1) }])
      await expect(queues.send('work', [...bodies(10), bad])).rejects.toMatchObject({ code: 'Invalid' })
    expect(asked).toEqual([])
  })

  it('fills a request with a message of 1 MiB, and counts bytes and attributes', async () => {
    const { queues, asked } = queuesUnderTest()
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const attribute = 'traceparent'.length + 'String'.length + traceparent.length
    const half = 'ü'.repeat(mebibyte / 4)
    await queues.send('work', [{ body: 'x'.repeat(mebibyte) }])
    await queues.send('work', [{ body: half }, { body: half }])
    await queues.send('work', [{ body: half }, { body: half, traceparent }])
    await queues.send('work', [{ body: 'x'.repeat(mebibyte - attribute), traceparent }])
    expect(asked.map(({ entries }) => entries.length)).toEqual([1, 2, 1, 1, 1])
  })

  it('carries the trace context beside the body, and leaves out what is none', async () => {
    const { queues, asked } = queuesUnderTest()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await queues.send('work', [
      { body: '{}', traceparent },
      { body: '{}', traceparent: 'no\u0000trace' },
    ])
    expect(asked[0]!.entries.map(({ MessageAttributes }) => MessageAttributes)).toEqual([
      { traceparent: { DataType: 'String', StringValue: traceparent } },
      undefined,
    ])
  })

  it('escapes in JSON what SQS does not carry, which changes nothing of what it means', async () => {
    const { queues, asked } = queuesUnderTest()
    const value = { text: 'a\u0000\u001f\ufffe\uffff 🚧 größer', half: '\ud83d' }
    const raw = `{"text":"a\\u0000\\u001f\ufffe\uffff 🚧 größer","half":"\ud83d"}`
    await queues.send('work', [{ body: raw }])
    const sent = asked[0]!.entries[0]!.MessageBody
    expect(sent).toBe('{"text":"a\\u0000\\u001f\\ufffe\\uffff 🚧 größer","half":"\\ud83d"}')
    expect(JSON.parse(sent)).toEqual(value)
  })
})
