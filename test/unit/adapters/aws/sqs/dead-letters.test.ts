import { describe, expect, it } from 'vitest'
import type { ReceivedMessage } from '../../../../../lib/ports/queues.ts'
import { refusal, type WireAnswer } from './fake-wire.ts'
import { batchResult, type Entry, md5Of, queuesUnderTest, urlOf } from './queues-under-test.ts'

const message = (body: string): ReceivedMessage => ({ id: 'original', receipt: 'r', body, receives: 3 })
const attributesOf = (entry: Entry | undefined) =>
  Object.fromEntries(Object.entries(entry?.MessageAttributes ?? {}).map(([name, value]) => [name, value.StringValue]))

/** A message as SQS hands it out. */
const stored = (id: string, attributes: Record<string, string> = {}, sentAt = 1_000) => ({
  MessageId: id,
  ReceiptHandle: `receipt-${id}`,
  Body: `body-${id}`,
  MD5OfBody: md5Of(`body-${id}`),
  Attributes: { SentTimestamp: `${sentAt}` },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
})
const rejected = (id: string, original: string, at: number) =>
  stored(id, { 'millrace.id': original, 'millrace.reason': 'bad', 'millrace.queue': 'work', 'millrace.at': `${at}` })

/** A dead-letter queue of `work` that hands out these pages, then nothing. */
const withPages = (...pages: object[][]) =>
  queuesUnderTest(({ action, url }): WireAnswer | undefined =>
    action === 'ReceiveMessage' && url === urlOf('work-dead') ? { body: { Messages: pages.shift() ?? [] } } : undefined,
  )

describe('rejecting', () => {
  it('sends the body to the dead-letter queue with reason, queue, id and time, and then deletes it', async () => {
    const { queues, asked } = queuesUnderTest()
    const before = Date.now()
    await queues.reject('work', message('{"a":1}'), 'no such type')
    expect(asked.map(({ action, url }) => [action, url])).toEqual([
      ['SendMessageBatch', urlOf('work-dead')],
      ['DeleteMessageBatch', urlOf('work')],
    ])
    const [entry] = asked[0]!.entries
    expect(entry?.MessageBody).toBe('{"a":1}')
    expect(attributesOf(entry)).toMatchObject({
      'millrace.reason': 'no such type',
      'millrace.queue': 'work',
      'millrace.id': 'original',
    })
    expect(Number(attributesOf(entry)['millrace.at'])).toBeGreaterThanOrEqual(before)
  })

  it('deletes nothing that is not in the dead-letter queue', async () => {
    const { queues, asked } = queuesUnderTest(({ entries }) => batchResult(entries, { 0: { fault: 'service' } }))
    await expect(queues.reject('work', message('{}'), 'bad')).rejects.toMatchObject({ code: 'Unavailable' })
    expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(['SendMessageBatch']))
  })

  it.each([
    ['größer 失敗 🚧\n\t', 'größer 失敗 🚧\n\t'],
    ['nul \u0000, bell \u0007, escape \u001b[31m', 'nul \ufffd, bell \ufffd, escape \ufffd[31m'],
    ['half \ud83d and \uffff', 'half \ufffd and \ufffd'],
    ['', 'no reason'],
    ['x'.repeat(2_000), 'x'.repeat(1_024)],
    [`${'x'.repeat(1_023)}🚧`, `${'x'.repeat(1_023)}\ufffd`],
  ])('keeps of a reason what an attribute can carry: %j', async (reason, kept) => {
    const { queues, asked } = queuesUnderTest()
    await queues.reject('work', message('{}'), reason)
    expect(attributesOf(asked[0]!.entries[0])['millrace.reason']).toBe(kept)
  })

  it('cuts the end of a body that leaves no room for the reason, and says so', async () => {
    const { queues, asked } = queuesUnderTest()
    await queues.reject('work', message('ü'.repeat(524_288)), 'too long')
    const [entry] = asked[0]!.entries
    const attributes = attributesOf(entry)
    expect(attributes['millrace.reason']).toBe('too long (the body was too long to be kept whole beside this reason)')
    const extra = Object.entries(attributes).reduce((sum, [name, value]) => sum + name.length + 6 + value.length, 0)
    const bytes = Buffer.byteLength(entry!.MessageBody) + extra
    expect(bytes).toBeLessThanOrEqual(1_048_576)
    expect(bytes).toBeGreaterThan(1_048_576 - 4)
    expect(entry!.MessageBody).toMatch(/^ü+$/)
  })
})

describe('the list of dead letters', () => {
  it('has the id of the original message, and a reason for what SQS moved by itself', async () => {
    const { queues } = withPages([rejected('copy', 'original', 5_000), stored('moved')])
    expect(await queues.deadLetters(10)).toEqual([
      { id: 'original', queue: 'work', body: 'body-copy', reason: 'bad', at: 5_000 },
      { id: 'moved', queue: 'work', body: 'body-moved', reason: 'received 50 times, never acknowledged', at: 1_000 },
    ])
  })

  it('has the newest first, and a letter that was buried twice once', async () => {
    const { queues } = withPages(
      [rejected('1', 'a', 1_000), rejected('2', 'b', 3_000)],
      [rejected('3', 'a', 1_000), rejected('4', 'c', 2_000)],
    )
    expect((await queues.deadLetters(10)).map(({ id }) => id)).toEqual(['b', 'c', 'a'])
  })

  it('leaves every letter visible to others', async () => {
    const { queues, asked } = withPages([stored('a'), stored('b')], [stored('c')])
    await queues.deadLetters(10)
    const shown = asked.filter(({ action }) => action === 'ChangeMessageVisibilityBatch')
    expect(shown.flatMap(({ entries }) => entries)).toMatchObject(
      ['a', 'b', 'c'].map((id) => ({ ReceiptHandle: `receipt-${id}`, VisibilityTimeout: 0 })),
    )
    expect(asked.filter(({ action }) => action === 'DeleteMessageBatch')).toEqual([])
  })

  it('leaves them visible when the look fails half way', async () => {
    let pages = 0
    const { queues, asked } = queuesUnderTest(({ action, url }) => {
      if (action !== 'ReceiveMessage' || url !== urlOf('work-dead')) return undefined
      pages += 1
      return pages === 1 ? { body: { Messages: [stored('a')] } } : refusal(403, 'AccessDeniedException')
    })
    await expect(queues.deadLetters(10)).rejects.toMatchObject({ code: 'Unauthorized' })
    const shown = () => asked.filter(({ action }) => action === 'ChangeMessageVisibilityBatch')
    await expect.poll(() => shown().flatMap(({ entries }) => entries)).toHaveLength(1)
  })

  it('ends when only letters come that it has seen', async () => {
    const { queues } = queuesUnderTest(({ action, url }) =>
      action === 'ReceiveMessage' && url === urlOf('work-dead') ? { body: { Messages: [stored('a')] } } : undefined,
    )
    expect(await queues.deadLetters(10)).toHaveLength(1)
  })
})

describe('redriving', () => {
  it('sends a letter once to its queue with its trace, deletes all its copies, and shows the others', async () => {
    const { queues, asked } = withPages(
      [rejected('1', 'a', 1_000), stored('b', { traceparent: 'trace' })],
      [rejected('2', 'a', 1_000), stored('c')],
    )
    expect(await queues.redrive(['a', 'b', 'unknown'])).toBe(2)
    const of = (action: string, url: string) =>
      asked.filter((one) => one.action === action && one.url === url).flatMap(({ entries }) => entries)
    expect(of('SendMessageBatch', urlOf('work')).map((entry) => [entry.MessageBody, attributesOf(entry)])).toEqual([
      ['body-2', {}],
      ['body-b', { traceparent: 'trace' }],
    ])
    const receipts = (entries: Entry[]) => entries.map(({ ReceiptHandle }) => ReceiptHandle)
    expect(receipts(of('DeleteMessageBatch', urlOf('work-dead')))).toEqual(['receipt-1', 'receipt-b', 'receipt-2'])
    expect(receipts(of('ChangeMessageVisibilityBatch', urlOf('work-dead')))).toEqual(['receipt-c'])
  })

  it('stops looking when everything is found', async () => {
    const { queues, asked } = withPages([stored('a')], [stored('b')])
    expect(await queues.redrive(['a'])).toBe(1)
    const looks = asked.filter(({ action, url }) => action === 'ReceiveMessage' && url === urlOf('work-dead'))
    expect(looks).toHaveLength(1)
  })

  it('deletes no letter that was not sent', async () => {
    const { queues, asked } = queuesUnderTest(({ action, url, entries }) => {
      if (action === 'ReceiveMessage' && url === urlOf('work-dead')) return { body: { Messages: [stored('a')] } }
      return action === 'SendMessageBatch' ? batchResult(entries, { 0: { fault: 'service' } }) : undefined
    })
    await expect(queues.redrive(['a'])).rejects.toMatchObject({ code: 'Unavailable' })
    expect(asked.filter(({ action }) => action === 'DeleteMessageBatch')).toEqual([])
  })
})
