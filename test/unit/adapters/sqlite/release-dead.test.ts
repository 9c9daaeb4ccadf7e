import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../../../lib/adapters/memory/virtual-clock.ts'
import { isProcessAlive, processOwner } from '../../../../lib/adapters/sqlite/process-owner.ts'
import { releaseDead } from '../../../../lib/adapters/sqlite/release-dead.ts'
import { createSqliteLeases } from '../../../../lib/adapters/sqlite/sqlite-leases.ts'
import { createSqliteQueues } from '../../../../lib/adapters/sqlite/sqlite-queues.ts'
import { systemClock } from '../../../../lib/adapters/system/system-clock.ts'
import { systemRandom } from '../../../../lib/adapters/system/system-random.ts'
import { freshFile, opened } from './database-file.ts'
import { startProcess } from './other-process.ts'

const now = { max: 10, visibilityMs: 60_000, waitMs: 0 }

/** Two processes on one file, whose owners are `a` and `b`. */
const twoProcesses = async () => {
  const file = await freshFile()
  const clock = createVirtualClock(1_000)
  const [a, b] = ['a', 'b'].map((owner) => {
    const database = opened(file)
    const queues = createSqliteQueues(database, { clock, random: systemRandom, owner })
    return { database, queues, leases: createSqliteLeases(database, { process: owner }) }
  })
  return { a: a!, b: b!, clock }
}

describe('releaseDead', () => {
  it('makes what a dead process has received visible at once, its receives counted', async () => {
    const { a, b } = await twoProcesses()
    await a.queues.send('work', [{ body: 'held by a' }, { body: 'held by b' }])
    const [first] = await a.queues.receive('work', { ...now, max: 1 })
    const [second] = await b.queues.receive('work', { ...now, max: 1 })
    releaseDead(b.database, (owner) => owner === 'b')
    expect(await b.queues.receive('work', now)).toMatchObject([{ id: first!.id, receives: 2 }])
    await b.queues.acknowledge('work', [second!.receipt])
    expect(await b.queues.receive('work', now)).toEqual([])
  })

  it('wakes who waits for messages', async () => {
    const { a, b } = await twoProcesses()
    await a.queues.send('work', [{ body: '{}' }])
    await a.queues.receive('work', now)
    const waiting = b.queues.receive('work', { ...now, waitMs: 10_000 })
    releaseDead(b.database, (owner) => owner === 'b')
    expect(await waiting).toMatchObject([{ receives: 2 }])
  })

  it('leaves a receipt of the dead process without effect once the message is received again', async () => {
    const { a, b, clock } = await twoProcesses()
    await a.queues.send('work', [{ body: '{}' }])
    const [stale] = await a.queues.receive('work', now)
    releaseDead(b.database, (owner) => owner === 'b')
    await b.queues.receive('work', now)
    await a.queues.acknowledge('work', [stale!.receipt])
    await clock.advance(60_000)
    expect(await b.queues.receive('work', now)).toHaveLength(1)
  })

  it('does not hurry what was delayed or postponed', async () => {
    const { a, b, clock } = await twoProcesses()
    await a.queues.send('work', [{ body: 'postponed' }, { body: 'delayed', delayMs: 5_000 }])
    const [message] = await a.queues.receive('work', now)
    await a.queues.postpone('work', message!.receipt, 5_000)
    releaseDead(b.database, () => false)
    expect(await b.queues.receive('work', now)).toEqual([])
    await clock.advance(5_000)
    expect(await b.queues.receive('work', now)).toHaveLength(2)
  })

  it('lets anyone take the lease of a dead process, its resourceVersion kept, and no other', async () => {
    const { a, b } = await twoProcesses()
    const until = 100_000
    await a.leases.take('first', 'watch-1', { now: 1_000, until })
    await a.leases.update('first', 'watch-1', { resourceVersion: '4711' })
    await b.leases.take('second', 'watch-2', { now: 1_000, until })
    releaseDead(b.database, (owner) => owner === 'b')
    expect(await b.leases.take('second', 'watch-3', { now: 1_000, until })).toBeUndefined()
    expect(await b.leases.take('first', 'watch-3', { now: 1_000, until })).toEqual({
      owner: 'watch-3',
      until,
      ending: false,
      resourceVersion: '4711',
    })
    releaseDead(b.database, (owner) => owner === 'b')
    expect(await b.leases.read('first')).toMatchObject({ until })
  })

  it('frees what a process held that was killed, and nothing before', async () => {
    const file = await freshFile()
    const database = opened(file)
    const queues = createSqliteQueues(database, { clock: systemClock, random: systemRandom })
    const leases = createSqliteLeases(database)
    await queues.send('work', [{ body: 'a' }, { body: 'b' }, { body: 'c' }])
    const other = startProcess('hold', file)
    expect(await other.line()).toMatchObject({ messages: 3 })

    releaseDead(database, isProcessAlive)
    expect(await queues.receive('work', now)).toEqual([])
    expect(await leases.take('cluster', processOwner(), { now: Date.now(), until: Date.now() })).toBeUndefined()

    await other.kill()
    expect(await queues.receive('work', now)).toEqual([])
    releaseDead(database, isProcessAlive)
    expect(await queues.receive('work', now)).toMatchObject([{ receives: 2 }, { receives: 2 }, { receives: 2 }])
    expect(await leases.take('cluster', 'next', { now: Date.now(), until: 0 })).toMatchObject({ owner: 'next' })
  })
})
