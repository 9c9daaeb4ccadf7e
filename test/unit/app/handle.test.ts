import { describe, expect, it } from 'vitest'
import type { UseCase } from '../../../lib/app/delivery.ts'
import { backoff, createHandle } from '../../../lib/app/handle.ts'
import { MillraceError } from '../../../lib/core/error.ts'
import { type QueueMessage, RunId } from '../../../lib/core/message.ts'
import { useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const runs = [1, 2, 3].map((n) => RunId.parse(`8a1b2c3d-0000-8000-8000-00000000000${n}`))
const check = (run: number, from?: number) => {
  const page = from === undefined ? undefined : { of: 'ended', from }
  return JSON.stringify({ type: 'run.check', runId: runs[run], page })
}

/** Puts bodies on the work queue and lets the use case have them, as one batch of a poller. */
const handling = (useCase: UseCase<QueueMessage<'work'>>) => {
  const world = useCasesUnderTest()
  const { queues, log } = world
  const handle = createHandle(world.deps, 'work', useCase)
  const receive = () => queues.receive('work', { max: 10, visibilityMs: 30_000, waitMs: 0 })
  return {
    ...world,
    log,
    handle,
    receive,
    batch: async (...bodies: string[]) => {
      await queues.send(
        'work',
        bodies.map((body) => ({ body })),
      )
      return receive()
    },
  }
}
const calls = () => {
  const seen: string[][] = []
  const record: UseCase<QueueMessage<'work'>> = async (deliveries) => {
    seen.push(
      deliveries.map(
        ({ message }) =>
          `${runs.indexOf(message.runId)}${'page' in message && message.page ? `/${message.page.from}` : ''}`,
      ),
    )
  }
  return { seen, record }
}
const fails =
  (error: Error): UseCase<QueueMessage<'work'>> =>
  async () => {
    throw error
  }

describe('handle', () => {
  it('waits 1 to 30 s for each of the first five receives, then twice as long each time, up to 15 min', () => {
    for (const receives of [1, 2, 3, 4, 5]) {
      expect(backoff(receives, 0)).toBe(1_000)
      expect(backoff(receives, 0.999_999)).toBe(30_000)
      expect(backoff(receives, 0.123_456_789)).toBe(4_580)
    }
    expect([6, 7, 8, 9, 10, 50].map((receives) => backoff(receives, 0.5))).toEqual([
      60_000, 120_000, 240_000, 480_000, 900_000, 900_000,
    ])
  })

  it('hands over together what belongs to one run, with how often each came', async () => {
    const { seen, record } = calls()
    const { handle, batch } = handling(record)
    expect(await handle(await batch(check(0, 1), check(1, 1), check(0, 2), check(2, 1)))).toEqual([])
    expect(seen).toEqual([['0/1', '0/2'], ['1/1'], ['2/1']])
  })

  it('postpones what failed for now, answers it as undone, and consumes nothing of it', async () => {
    const { handle, batch, clock, receive, queues, log } = handling(
      fails(new MillraceError('Unavailable', 'no answer')),
    )
    const [message] = await batch(check(0))
    expect(await handle([message!])).toEqual([message])
    await clock.advance(999)
    expect(await receive()).toEqual([])
    await clock.advance(29_001)
    expect(await receive()).toMatchObject([{ id: message!.id, receives: 2 }])
    expect(await queues.deadLetters(1)).toEqual([])
    expect(log.lines).toEqual([expect.stringContaining('warn message postponed')])
  })

  it('logs an error that has no name as one that a person must look at, and tries again', async () => {
    const { handle, batch, log } = handling(fails(new TypeError('x is undefined')))
    const sent = await batch(check(0))
    expect(await handle(sent)).toEqual(sent)
    expect(log.lines).toEqual([expect.stringContaining('error message failed')])
    expect(log.lines[0]).toContain('TypeError: x is undefined')
  })

  it('moves what can never work to the dead-letter queue with its reason, and acknowledges it', async () => {
    const error = new MillraceError('InvalidDefinition', 'run.yaml:3:1: UnknownDag: there is no DAG "x"')
    const { handle, batch, clock, receive, queues } = handling(fails(error))
    const [message] = await batch(check(0))
    expect(await handle([message!])).toEqual([])
    expect(await queues.deadLetters(10)).toMatchObject([
      { id: message!.id, queue: 'work', body: message!.body, reason: `InvalidDefinition: ${error.message}` },
    ])
    await clock.advance(3_600_000)
    expect(await receive()).toEqual([])
  })

  it.each([
    ['is not JSON', '{'],
    ['has an unknown type', JSON.stringify({ type: 'run.explode', runId: runs[0] })],
    ['belongs on another queue', JSON.stringify({ type: 'attempts.dispatch', runId: runs[0], attempts: [] })],
    ['has a field too many', JSON.stringify({ type: 'run.check', runId: runs[0], extra: 1 })],
    ['names no run', JSON.stringify({ type: 'run.check', runId: 'run' })],
  ])('moves a message away that %s, and handles the rest of the batch', async (_, body) => {
    const { seen, record } = calls()
    const { handle, batch, queues } = handling(record)
    expect(await handle(await batch(check(0), body, check(1)))).toEqual([])
    expect(seen).toHaveLength(2)
    expect(await queues.deadLetters(10)).toMatchObject([
      { body, reason: expect.stringMatching(/^BadMessage: not a message of queue work: /) },
    ])
  })

  it('lets a bad message of a run take no other of that run down', async () => {
    const { seen, record } = calls()
    const useCase: UseCase<QueueMessage<'work'>> = async (deliveries) => {
      if (deliveries.some(({ message }) => message.type === 'run.check' && message.page?.from === 13))
        throw new MillraceError('CorruptState', 'entry 13 cannot be read')
      await record(deliveries)
    }
    const { handle, batch, queues } = handling(useCase)
    expect(await handle(await batch(check(0, 1), check(0, 13), check(0, 2), check(1, 1)))).toEqual([])
    expect(seen.flat().toSorted()).toEqual(['0/1', '0/2', '1/1'])
    expect(await queues.deadLetters(10)).toMatchObject([{ body: check(0, 13) }])
  })

  it('begins nothing once its time is up, and gives the rest back for others to take at once', async () => {
    const { seen, record } = calls()
    const { handle, batch, clock, receive } = handling(record)
    const sent = await batch(check(0), check(1))
    expect(await handle(sent, { takesUntil: clock.now() })).toEqual(sent)
    expect(seen).toEqual([])
    expect(await receive()).toMatchObject([{ receives: 2 }, { receives: 2 }])
  })

  it('tries none by itself of a run that has failed when its time was up', async () => {
    const tried: number[] = []
    const useCase: UseCase<QueueMessage<'work'>> = async (deliveries) => {
      tried.push(deliveries.length)
      await world.clock.advance(10_000)
      throw new MillraceError('Unavailable', 'no answer')
    }
    const world = handling(useCase)
    const sent = await world.batch(check(0, 1), check(0, 2))
    expect(await world.handle(sent, { takesUntil: world.clock.now() + 10_000 })).toEqual(sent)
    expect(tried).toEqual([2])
  })

  it('answers as undone what could not even be put off', async () => {
    const { queues, ...world } = handling(fails(new MillraceError('Unavailable', 'no answer')))
    const postpone = () => Promise.reject(new MillraceError('Unavailable', 'no answer from the queue'))
    const handle = createHandle({ ...world.deps, queues: { ...queues, postpone } }, 'work', () =>
      Promise.reject(new MillraceError('Unavailable', 'no answer')),
    )
    const sent = await world.batch(check(0), check(1))
    expect(await handle(sent)).toEqual(sent)
  })

  it('answers only what failed of several runs', async () => {
    const useCase: UseCase<QueueMessage<'work'>> = async ([first]) => {
      if (first?.message.runId === runs[1]) throw new MillraceError('Conflict', 'others append')
    }
    const { handle, batch } = handling(useCase)
    const undone = await handle(await batch(check(0), check(1), check(2)))
    expect(undone.map(({ body }) => body)).toEqual([check(1)])
  })
})
