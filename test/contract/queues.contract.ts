import { describe, expect, test } from 'vitest'
import type { QueueName } from '../../lib/core/message.ts'
import type { Queues, ReceivedMessage } from '../../lib/ports/queues.ts'

export interface QueuesWorld {
  queues: Queues
  /** Lets time pass for the queues: at once where time is virtual, by waiting where it is not. */
  advance: (ms: number) => Promise<void>
  close?: () => Promise<void>
}

interface Receive {
  queue?: QueueName
  max?: number
  visibilityMs?: number
  waitMs?: number
}

const benchOf = ({ queues, advance }: QueuesWorld) => {
  const receive = ({ queue = 'work', max = 10, visibilityMs = 2_000, waitMs = 0 }: Receive = {}) =>
    queues.receive(queue, { max, visibilityMs, waitMs })
  const send = (...bodies: string[]) =>
    queues.send(
      'work',
      bodies.map((body) => ({ body })),
    )
  const receiveOne = async (options: Receive = {}): Promise<ReceivedMessage> => {
    const [message] = await receive({ max: 1, ...options })
    if (message === undefined) throw new Error('expected a message, got none')
    return message
  }
  /** Rejects what is on the queue now; answers the ids of its dead letters by body. */
  const rejectAll = async (queue: QueueName): Promise<Map<string, string>> => {
    for (const message of await receive({ queue })) await queues.reject(queue, message, 'bad')
    const letters = (await queues.deadLetters(100)).filter((letter) => letter.queue === queue)
    return new Map(letters.map((letter) => [letter.body, letter.id]))
  }
  /** A message whose first delivery has been followed by a second one. */
  const deliverTwice = async () => {
    await send('{}')
    const stale = await receiveOne({ visibilityMs: 1_000 })
    await advance(1_100)
    const current = await receiveOne({ visibilityMs: 3_000 })
    return { stale, current }
  }
  return { queues, advance, receive, send, receiveOne, rejectAll, deliverTwice }
}
type Bench = ReturnType<typeof benchOf>

/**
 * What every set of queues must do. `make` answers empty ones whose messages go to the dead-letter queue after
 * `maxReceives` deliveries. Times are whole seconds, since some queues know no finer ones. `concurrent`: each test has
 * a world of its own, and where time is real they may wait together.
 */
export const queuesContract = (
  name: string,
  make: (options: { maxReceives: number }) => Promise<QueuesWorld>,
  { concurrent = false } = {},
): void => {
  describe(`${name}: queues`, { concurrent }, () => {
    /** In a world of its own, so that tests may run side by side where time is real. */
    const it = (title: string, work: (bench: Bench) => Promise<void>) =>
      test(title, async () => {
        const world = await make({ maxReceives: 3 })
        try {
          await work(benchOf(world))
        } finally {
          await world.close?.()
        }
      })

    describe('send and receive', () => {
      it('delivers what was sent, with an id, a receipt and the first count', async ({ receiveOne, send }) => {
        await send('{"a":1}')
        const message = await receiveOne()
        expect(message).toMatchObject({ body: '{"a":1}', receives: 1 })
        expect(message.id).not.toBe('')
        expect(message.receipt).not.toBe('')
      })

      it('delivers nothing from an empty queue', async ({ receive }) => {
        expect(await receive()).toEqual([])
      })

      it('takes an empty list of messages', async ({ queues, receive }) => {
        await queues.send('work', [])
        expect(await receive()).toEqual([])
      })

      it('keeps queues apart', async ({ receive, send }) => {
        await send('{}')
        expect(await receive({ queue: 'dispatch' })).toEqual([])
        expect(await receive({ queue: 'work' })).toHaveLength(1)
      })

      it('keeps bodies of 300 KB and text beyond ASCII whole', async ({ receive, send }) => {
        const bodies = [JSON.stringify({ text: 'x'.repeat(300_000) }), JSON.stringify({ text: 'größer 失敗 🚧\u0000' })]
        for (const body of bodies) await send(body)
        const received = [...(await receive()), ...(await receive())]
        expect(received.map((message) => message.body).sort()).toEqual([...bodies].sort())
      })

      it('delivers at most `max` at a time, and each of 25 messages once while they are hidden', async ({
        receive,
        send,
      }) => {
        await send(...Array.from({ length: 25 }, (_, n) => `${n}`))
        const seen: string[] = []
        for (let page = await receive({ max: 7 }); page.length > 0; page = await receive({ max: 7 })) {
          expect(page.length).toBeLessThanOrEqual(7)
          seen.push(...page.map((message) => message.body))
        }
        expect(seen.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 25 }, (_, n) => `${n}`))
      })

      it('gives a message to one of 8 concurrent receivers', async ({ receive, send }) => {
        await send('{}')
        const received = await Promise.all(Array.from({ length: 8 }, () => receive()))
        expect(received.flat()).toHaveLength(1)
      })
    })

    describe('visibility', () => {
      it('hides a received message and delivers it again after its visibility', async ({
        advance,
        receive,
        receiveOne,
        send,
      }) => {
        await send('{}')
        const first = await receiveOne({ visibilityMs: 2_000 })
        expect(await receive()).toEqual([])
        await advance(2_100)
        const second = await receiveOne()
        expect(second).toMatchObject({ id: first.id, body: first.body, receives: 2 })
        expect(second.receipt).not.toBe(first.receipt)
      })

      it('never delivers an acknowledged message again', async ({ advance, queues, receive, send }) => {
        await send('a', 'b')
        const messages = await receive({ visibilityMs: 1_000 })
        const receipts = messages.map((message) => message.receipt)
        await queues.acknowledge('work', receipts)
        await queues.acknowledge('work', receipts)
        await advance(1_100)
        expect(await receive()).toEqual([])
      })

      it('takes an empty list of receipts', async ({ queues, receive, send }) => {
        await send('{}')
        await queues.acknowledge('work', [])
        expect(await receive()).toHaveLength(1)
      })

      it('makes a postponed message visible after the given time, at once for 0', async ({
        advance,
        queues,
        receive,
        receiveOne,
        send,
      }) => {
        await send('{}')
        const first = await receiveOne({ visibilityMs: 30_000 })
        await queues.postpone('work', first.receipt, 2_000)
        expect(await receive()).toEqual([])
        await advance(2_100)
        const second = await receiveOne({ visibilityMs: 30_000 })
        expect(second).toMatchObject({ id: first.id, receives: 2 })
        await queues.postpone('work', second.receipt, 0)
        expect(await receiveOne()).toMatchObject({ id: first.id, receives: 3 })
      })

      it('acknowledges a postponed message by the receipt that postponed it', async ({
        advance,
        queues,
        receive,
        receiveOne,
        send,
      }) => {
        await send('{}')
        const { receipt } = await receiveOne()
        await queues.postpone('work', receipt, 1_000)
        await queues.acknowledge('work', [receipt])
        await advance(1_100)
        expect(await receive()).toEqual([])
      })
    })

    describe('delay', () => {
      it('delivers a delayed message not before its time', async ({ advance, queues, receive }) => {
        await queues.send('work', [{ body: 'late', delayMs: 2_000 }, { body: 'now' }])
        expect((await receive()).map((message) => message.body)).toEqual(['now'])
        await advance(2_100)
        expect((await receive({ visibilityMs: 60_000 })).map((message) => message.body)).toContain('late')
      })

      it('takes a delay of 15 minutes and refuses a longer one, sending nothing', async ({ queues, receive }) => {
        const minutes = 60_000
        await queues.send('work', [{ body: 'late', delayMs: 15 * minutes }])
        const tooLate = [{ body: 'now' }, { body: 'too late', delayMs: 15 * minutes + 1_000 }]
        await expect(queues.send('work', tooLate)).rejects.toMatchObject({ code: 'Invalid' })
        expect(await receive()).toEqual([])
      })
    })

    describe('waiting', () => {
      it('answers as soon as a message is sent', async ({ receive, send }) => {
        const waiting = receive({ waitMs: 10_000 })
        await send('{}')
        expect(await waiting).toHaveLength(1)
      })

      it('answers an empty list when nothing comes', async ({ advance, receive }) => {
        const waiting = receive({ waitMs: 1_000 })
        await advance(1_500)
        expect(await waiting).toEqual([])
      })

      it('answers when a delayed message falls due', async ({ advance, queues, receive }) => {
        await queues.send('work', [{ body: '{}', delayMs: 1_000 }])
        const waiting = receive({ waitMs: 5_000 })
        await advance(2_000)
        expect(await waiting).toHaveLength(1)
      })

      it('answers when a hidden message becomes visible again', async ({ advance, receive, receiveOne, send }) => {
        await send('{}')
        await receiveOne({ visibilityMs: 1_000 })
        const waiting = receive({ waitMs: 5_000 })
        await advance(2_000)
        expect(await waiting).toMatchObject([{ receives: 2 }])
      })

      it('answers when a message is postponed to now', async ({ queues, receive, receiveOne, send }) => {
        await send('{}')
        const { receipt } = await receiveOne({ visibilityMs: 30_000 })
        const waiting = receive({ waitMs: 10_000 })
        await queues.postpone('work', receipt, 0)
        expect(await waiting).toMatchObject([{ receives: 2 }])
      })

      it('shares what is sent between those who wait', async ({ receive, send }) => {
        const waiting = [receive({ max: 1, waitMs: 10_000 }), receive({ max: 1, waitMs: 10_000 })]
        await send('a', 'b')
        const bodies = (await Promise.all(waiting)).flat().map((message) => message.body)
        expect(bodies.sort()).toEqual(['a', 'b'])
      })

      it('answers an empty list at once when the signal aborts', async ({ queues }) => {
        const stop = new AbortController()
        const options = { max: 1, visibilityMs: 1_000, waitMs: 10_000, signal: stop.signal }
        const waiting = queues.receive('work', options)
        stop.abort()
        expect(await waiting).toEqual([])
        expect(await queues.receive('work', options)).toEqual([])
      })
    })

    describe('dead letters', () => {
      it('moves a message that was received too often, with its id and body', async ({
        advance,
        queues,
        receive,
        receiveOne,
        send,
      }) => {
        await send('poison')
        const { id } = await receiveOne({ visibilityMs: 1_000 })
        await advance(1_100)
        for (const receives of [2, 3]) {
          expect(await receiveOne({ visibilityMs: 1_000 })).toMatchObject({ id, receives })
          await advance(1_100)
        }
        expect(await receive()).toEqual([])
        const letters = await queues.deadLetters(10)
        expect(letters).toMatchObject([{ queue: 'work', body: 'poison' }])
        expect(letters[0]?.reason).not.toBe('')
      })

      it('does not move a message whose last delivery was acknowledged', async ({
        advance,
        queues,
        receive,
        receiveOne,
        send,
      }) => {
        await send('{}')
        for (let receives = 1; receives <= 2; receives += 1) {
          await receiveOne({ visibilityMs: 1_000 })
          await advance(1_100)
        }
        const last = await receiveOne({ visibilityMs: 4_000 })
        expect(await queues.deadLetters(10)).toEqual([])
        await queues.acknowledge('work', [last.receipt])
        await advance(4_100)
        expect(await receive()).toEqual([])
        expect(await queues.deadLetters(10)).toEqual([])
      })

      it('delivers the good messages behind a whole page of poison', async ({ advance, queues, receive, send }) => {
        const poison = Array.from({ length: 12 }, (_, n) => `poison-${n}`)
        await send(...poison)
        for (let delivery = 1; delivery <= 3; delivery += 1) {
          await receive({ visibilityMs: 1_000 })
          await receive({ visibilityMs: 1_000 })
          await advance(1_100)
        }
        await send('good')
        expect((await receive()).map((message) => message.body)).toEqual(['good'])
        const letters = await queues.deadLetters(100)
        expect(letters.map((letter) => letter.body).sort()).toEqual([...poison].sort())
      })

      it('moves a rejected message with its reason', async ({ advance, queues, receive, send }) => {
        await send('not for us', 'good')
        const messages = await receive({ visibilityMs: 1_000 })
        const bad = messages.find((message) => message.body === 'not for us')!
        await queues.reject('work', bad, 'no such type: größer')
        expect(await queues.deadLetters(10)).toMatchObject([
          { queue: 'work', body: 'not for us', reason: 'no such type: größer' },
        ])
        await advance(1_100)
        expect((await receive()).map((message) => message.body)).toEqual(['good'])
      })

      it('answers at most as many dead letters as asked', async ({ queues, receive, send }) => {
        await send('a', 'b', 'c')
        for (const message of await receive()) await queues.reject('work', message, 'bad')
        expect(await queues.deadLetters(2)).toHaveLength(2)
        expect(await queues.deadLetters(10)).toHaveLength(3)
      })
    })

    describe('redrive', () => {
      it('delivers a dead letter again from its queue, as a first delivery', async ({
        queues,
        receive,
        receiveOne,
        rejectAll,
        send,
      }) => {
        await send('{"a":"größer"}')
        const ids = await rejectAll('work')
        expect(await queues.redrive([...ids.values()])).toBe(1)
        expect(await queues.deadLetters(10)).toEqual([])
        expect(await receiveOne({ waitMs: 1_000 })).toMatchObject({ body: '{"a":"größer"}', receives: 1 })
        expect(await receive()).toEqual([])
      })

      it('lets a message that was received too often be received as often again', async ({
        advance,
        queues,
        receive,
        receiveOne,
        send,
      }) => {
        await send('poison')
        for (let receives = 1; receives <= 3; receives += 1) {
          await receiveOne({ visibilityMs: 1_000 })
          await advance(1_100)
        }
        expect(await receive()).toEqual([])
        const [letter] = await queues.deadLetters(10)
        expect(await queues.redrive([letter!.id])).toBe(1)
        for (let receives = 1; receives <= 3; receives += 1) {
          const message = await receiveOne({ waitMs: 1_000 })
          expect(message).toMatchObject({ body: 'poison', receives })
          await queues.postpone('work', message.receipt, 0)
        }
        expect(await receive()).toEqual([])
        expect(await queues.deadLetters(10)).toMatchObject([{ queue: 'work', body: 'poison' }])
      })

      it('leaves out ids that it does not know, and those that nobody asked for', async ({
        queues,
        receive,
        rejectAll,
        send,
      }) => {
        await send('a', 'b')
        const ids = await rejectAll('work')
        expect(await queues.redrive([])).toBe(0)
        expect(await queues.redrive(['unknown', ids.get('a')!, 'nor this'])).toBe(1)
        expect(await queues.redrive([ids.get('a')!])).toBe(0)
        expect((await receive({ waitMs: 1_000 })).map((message) => message.body)).toEqual(['a'])
        expect((await queues.deadLetters(10)).map((letter) => letter.body)).toEqual(['b'])
      })

      it('puts letters of several queues back, each on its own', async ({ queues, receive, rejectAll, send }) => {
        await send('w-1', 'w-2')
        await queues.send('collect', [{ body: 'c' }])
        const work = await rejectAll('work')
        const collect = await rejectAll('collect')
        expect(await queues.redrive([...work.values(), ...collect.values()])).toBe(3)
        expect((await receive({ queue: 'collect', waitMs: 1_000 })).map((message) => message.body)).toEqual(['c'])
        const bodies = (await receive({ queue: 'work', waitMs: 1_000 })).map((message) => message.body)
        expect(bodies.sort()).toEqual(['w-1', 'w-2'])
        expect(await queues.deadLetters(10)).toEqual([])
      })
    })

    describe('stale receipts', () => {
      it('do not acknowledge a later delivery', async ({ advance, deliverTwice, queues, receive }) => {
        const { stale } = await deliverTwice()
        await queues.acknowledge('work', [stale.receipt])
        await advance(3_100)
        expect(await receive()).toHaveLength(1)
      })

      it('do not postpone a later delivery', async ({ deliverTwice, queues, receive }) => {
        const { stale } = await deliverTwice()
        await queues.postpone('work', stale.receipt, 0)
        expect(await receive()).toEqual([])
      })

      it('do not stand in the way of the current ones they come with', async ({
        advance,
        deliverTwice,
        queues,
        receive,
      }) => {
        const { stale, current } = await deliverTwice()
        await queues.acknowledge('work', [stale.receipt, current.receipt])
        await advance(3_100)
        expect(await receive()).toEqual([])
      })

      it('are ignored after the message is gone', async ({ deliverTwice, queues, receive, send }) => {
        const { current } = await deliverTwice()
        await queues.acknowledge('work', [current.receipt])
        await send('next')
        await queues.postpone('work', current.receipt, 30_000)
        await queues.acknowledge('work', [current.receipt])
        expect((await receive()).map((message) => message.body)).toEqual(['next'])
      })
    })
  })
}
