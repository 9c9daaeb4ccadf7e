import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../../../lib/adapters/memory/virtual-clock.ts'
import type { Database } from '../../../../lib/adapters/sqlite/database.ts'
import { createSqliteQueues } from '../../../../lib/adapters/sqlite/sqlite-queues.ts'
import { systemClock } from '../../../../lib/adapters/system/system-clock.ts'
import { systemRandom } from '../../../../lib/adapters/system/system-random.ts'
import type { Clock } from '../../../../lib/ports/clock.ts'
import { freshFile, opened } from './database-file.ts'
import { startProcess } from './other-process.ts'

const queuesOf = (database: Database, options: { clock?: Clock; maxReceives?: number } = {}) =>
  createSqliteQueues(database, { clock: systemClock, random: systemRandom, ...options })
const now = { max: 10, visibilityMs: 60_000, waitMs: 0 }
const soon = { ...now, waitMs: 10_000 }

describe('SQLite queues', () => {
  it('hear within 200 ms of what another process sends', async () => {
    const file = await freshFile()
    const queues = queuesOf(opened(file))
    const other = startProcess('send', file)
    expect(await other.line()).toBe('ready')
    const waiting = queues.receive('work', soon)
    other.proceed()
    expect(await waiting).toMatchObject([{ body: 'from another process' }])
    const receivedAt = Date.now()
    const sent = (await other.line()) as { at: number }
    expect(receivedAt - sent.at).toBeLessThan(200)
  })

  it('hear of it on another handle of the same process too', async () => {
    const file = await freshFile()
    const [here, there] = [queuesOf(opened(file)), queuesOf(opened(file))]
    const waiting = here.receive('work', soon)
    await there.send('work', [{ body: 'hello' }])
    expect(await waiting).toMatchObject([{ body: 'hello' }])
  })

  it('give each of 200 messages to one of two handles that receive in turn', async () => {
    const file = await freshFile()
    const handles = [queuesOf(opened(file)), queuesOf(opened(file))]
    const bodies = Array.from({ length: 200 }, (_, n) => `${n}`)
    await handles[0]!.send(
      'work',
      bodies.map((body) => ({ body })),
    )
    const pages = await Promise.all(
      Array.from({ length: 30 }, (_, n) => handles[n % 2]!.receive('work', { ...now, max: 7 })),
    )
    const received = pages.flat().map((message) => message.body)
    expect(received.sort((a, b) => Number(a) - Number(b))).toEqual(bodies)
  })

  it('take nothing for a receiver that has given up waiting', async () => {
    const queues = queuesOf(opened(':memory:'))
    const stop = new AbortController()
    const waiting = queues.receive('work', { ...soon, signal: stop.signal })
    stop.abort()
    await queues.send('work', [{ body: '{}' }])
    expect(await waiting).toEqual([])
    expect(await queues.receive('work', now)).toMatchObject([{ receives: 1 }])
  })

  it('ignore what is no receipt of theirs', async () => {
    const queues = queuesOf(opened(':memory:'))
    await queues.send('work', [{ body: '{}' }])
    const [message] = await queues.receive('work', now)
    const foreign = ['', 'nonsense', '1', '1..1', `${message!.receipt}.1x`.replace('.', '..'), 'NaN.NaN.NaN']
    await queues.acknowledge('work', foreign)
    for (const receipt of foreign) await queues.postpone('work', receipt, 0)
    expect(await queues.receive('work', now)).toEqual([])
    await queues.postpone('work', message!.receipt, 0)
    expect(await queues.receive('work', now)).toHaveLength(1)
  })

  it('keep one dead letter of a message that is rejected twice', async () => {
    const clock = createVirtualClock()
    const queues = queuesOf(opened(':memory:'), { clock })
    await queues.send('work', [{ body: 'bad' }])
    const [first] = await queues.receive('work', { ...now, visibilityMs: 10 })
    await clock.advance(10)
    const [second] = await queues.receive('work', now)
    await queues.reject('work', first!, 'too late')
    await queues.reject('work', second!, 'bad')
    expect(await queues.deadLetters(10)).toEqual([{ id: first!.id, queue: 'work', body: 'bad', reason: 'bad', at: 10 }])
    await clock.advance(60_000)
    expect(await queues.receive('work', now)).toEqual([])
  })

  it('deliver a message 50 times unless told otherwise', async () => {
    const clock = createVirtualClock()
    const queues = queuesOf(opened(':memory:'), { clock })
    await queues.send('work', [{ body: 'poison' }])
    for (let receives = 1; receives <= 50; receives += 1) {
      expect(await queues.receive('work', { ...now, visibilityMs: 1 })).toMatchObject([{ receives }])
      await clock.advance(1)
    }
    expect(await queues.receive('work', now)).toEqual([])
    expect(await queues.deadLetters(1)).toMatchObject([{ body: 'poison', reason: expect.stringContaining('50') }])
  })

  it('do not keep a process alive that only listens', async () => {
    const other = startProcess('listen', await freshFile())
    expect(await other.line()).toBe('listening')
    expect(await other.exited).toBe(0)
  })
})
