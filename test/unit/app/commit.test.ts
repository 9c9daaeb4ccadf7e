import { describe, expect, it } from 'vitest'
import { createCommit } from '../../../lib/app/commit.ts'
import { createRunStates } from '../../../lib/app/run-states.ts'
import { MillraceError } from '../../../lib/core/error.ts'
import type { WorkMessage } from '../../../lib/core/message.ts'
import type { Observation } from '../../../lib/core/observation.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'
import { delivery, useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const plan = planOf({ a: {}, b: { needs: ['a'] } })
const claimsMade = { type: 'claims.made', runId } as const
const seen = (task: number, phase: Observation['phase'], more: Partial<Observation> = {}): WorkMessage => ({
  type: 'pods.observed',
  runId,
  observations: [{ task, attempt: 0, uid: `uid-${task}`, nonce: 'nonce', phase, ...more }],
})

/** Somebody else appends to the log right before each of our first `times` appends of entry 2 and later. */
const contested = (times: number) => {
  let conflicts = 0
  let appends = 0
  const world = useCasesUnderTest({
    faults: ({ runLog }) => ({
      runLog: {
        append: async (id, entry) => {
          appends += 1
          if (entry.seq > 1 && conflicts < times) {
            conflicts += 1
            const events = [
              {
                type: 'attempt.running' as const,
                task: 0,
                attempt: 0,
                uid: 'uid-0',
                waiting: { reason: `r${conflicts}` },
              },
            ]
            await runLog.append(id, { seq: entry.seq, at: entry.at, causes: ['other'], events })
          }
          return runLog.append(id, entry)
        },
      },
    }),
  })
  return { world, appends: () => appends }
}

describe('commit', () => {
  it('loads again and decides again when somebody else has appended, and loses neither decision', async () => {
    const { world, appends } = contested(3)
    await world.open(runId, plan)
    await Promise.all([world.commit(runId, [delivery(claimsMade)]), world.clock.advance(1_000)])
    expect(appends()).toBe(4)
    const log = await world.deps.runLog.read(runId, 0)
    expect(log.map(({ seq, causes }) => [seq, causes[0]])).toEqual([
      [1, 'test'],
      [2, 'other'],
      [3, 'other'],
      [4, 'other'],
      [5, 'message'],
    ])
    expect(await world.states.using(runId, ({ state }) => structuredClone(state))).toEqual(
      await world.stateOf(runId, plan),
    )
  })

  it('asks for what it made ready when its own append, whose answer was lost, is what it conflicts with', async () => {
    let isFirst = true
    const world = useCasesUnderTest({
      faults: ({ runLog }) => ({
        runLog: {
          append: async (id, entry) => {
            await runLog.append(id, entry)
            if (entry.seq === 1 || !isFirst) return
            isFirst = false
            throw new MillraceError('Conflict', 'the client tried twice')
          },
        },
      }),
    })
    await world.open(runId, plan)
    await Promise.all([world.commit(runId, [delivery(claimsMade)]), world.clock.advance(1_000)])
    expect(await world.sent('dispatch')).toMatchObject([{ type: 'attempts.dispatch', attempts: [[0, 0]] }])
  })

  it('gives up after five tries, so that the message is delivered again', async () => {
    const { world, appends } = contested(100)
    await world.open(runId, plan)
    const done = world.commit(runId, [delivery(claimsMade)])
    const [result] = await Promise.allSettled([done, world.clock.advance(1_000)])
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'Conflict', retryable: true } })
    expect(appends()).toBe(5)
  })

  it('does not try again what no other decision can mend', async () => {
    let appends = 0
    const world = useCasesUnderTest({
      faults: () => ({
        runLog: {
          append: async () => {
            appends += 1
            throw new MillraceError('Unavailable', 'no answer')
          },
        },
      }),
    })
    await world.open(runId, plan)
    await expect(world.commit(runId, [delivery(claimsMade)])).rejects.toThrow('no answer')
    expect(appends).toBe(1)
  })

  it('appends nothing for a message that changes nothing', async () => {
    const world = useCasesUnderTest()
    await world.start(runId, plan)
    const before = await world.deps.runLog.read(runId, 0)
    await world.commit(runId, [delivery(claimsMade), delivery(seen(0, 'gone')), delivery(seen(9, 'running'))])
    expect(await world.deps.runLog.read(runId, 0)).toEqual(before)
  })

  it('decides on all messages of a run in one entry: first what each says, then what follows', async () => {
    const world = useCasesUnderTest()
    await world.start(runId, plan)
    await world.commit(runId, [delivery(seen(0, 'running', { startedAt: 1 })), delivery(seen(0, 'succeeded'))])
    const log = await world.deps.runLog.read(runId, 2)
    expect(log.map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['attempt.running', 'attempt.ended', 'tasks.ended', 'tasks.ready'],
    ])
  })

  it('asks again, on a redelivery, for what a crash between the append and the sends has lost', async () => {
    let isDown = false
    const world = useCasesUnderTest({
      faults: ({ queues }) => ({
        queues: {
          send: async (queue, messages) => {
            if (isDown) throw new MillraceError('Unavailable', 'the process died')
            return queues.send(queue, messages)
          },
        },
      }),
    })
    await world.start(runId, plan)
    expect(await world.sent('dispatch')).toMatchObject([{ attempts: [[0, 0]] }])
    isDown = true
    await expect(world.commit(runId, [delivery(seen(0, 'succeeded'))])).rejects.toThrow('the process died')
    const log = await world.deps.runLog.read(runId, 0)
    expect((await world.stateOf(runId, plan)).tasks.map(({ phase }) => phase)).toEqual(['Succeeded', 'Ready'])
    isDown = false
    await world.commit(runId, [delivery(seen(0, 'succeeded'), 2)])
    expect(await world.sent('dispatch')).toEqual([{ type: 'attempts.dispatch', runId, attempts: [[1, 0]] }])
    expect(await world.sent('collect')).toEqual([{ type: 'attempts.archive', runId, attempts: [[0, 0]] }])
    expect(await world.deps.runLog.read(runId, 0)).toEqual(log)
  })

  it('keeps no state in memory that it could not append', async () => {
    let isDown = true
    const world = useCasesUnderTest({
      faults: ({ runLog }) => ({
        runLog: {
          append: async (id, entry) => {
            if (isDown) throw new MillraceError('Unavailable', 'no answer')
            return runLog.append(id, entry)
          },
        },
      }),
    })
    await world.open(runId, plan)
    expect(await world.states.using(runId, ({ state }) => state.claimsMade)).toBe(false)
    await expect(world.commit(runId, [delivery(claimsMade)])).rejects.toThrow('no answer')
    expect(await world.states.using(runId, ({ state }) => state.claimsMade)).toBe(false)
    isDown = false
    await world.commit(runId, [delivery(claimsMade)])
    expect(await world.states.using(runId, ({ state }) => state.claimsMade)).toBe(true)
  })

  it('decides on what other processes have appended since it last looked', async () => {
    const world = useCasesUnderTest()
    await world.start(runId, plan)
    const other = createCommit({ ...world.deps, states: createRunStates(world.deps) })
    await other(runId, [delivery(seen(0, 'succeeded'))])
    const before = await world.deps.runLog.read(runId, 0)
    await world.commit(runId, [delivery(seen(0, 'failed'))])
    expect(await world.deps.runLog.read(runId, 0)).toEqual(before)
    expect(await world.states.using(runId, ({ state }) => state.tasks.map(({ phase }) => phase))).toEqual([
      'Succeeded',
      'Ready',
    ])
  })

  it('fails with NotFound for a run that does not exist', async () => {
    const world = useCasesUnderTest()
    await expect(world.commit(runId, [delivery(claimsMade)])).rejects.toMatchObject({
      code: 'NotFound',
      retryable: false,
    })
  })
})

describe('commit: snapshots', () => {
  const wide = planOf(Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`t${n}`, {}])))
  /** A run of which every pod is seen to run and to succeed, each in an entry of its own. */
  const long = async (tasks: number) => {
    const written: { seq: number; size: number }[] = []
    const reads: number[] = []
    const world = useCasesUnderTest({
      faults: ({ runLog }) => ({
        runLog: {
          putSnapshot: async (id, seq, text) => {
            written.push({ seq, size: text.length })
            return runLog.putSnapshot(id, seq, text)
          },
          read: async (id, after, options) => {
            const entries = await runLog.read(id, after, options)
            reads.push(entries.length)
            return entries
          },
        },
      }),
    })
    await world.start(runId, wide, { maxPodsInFlight: 400 })
    for (let task = 0; task < tasks; task += 1) {
      await world.commit(runId, [delivery(seen(task, 'running', { startedAt: world.clock.now() }))])
      await world.commit(runId, [delivery(seen(task, 'succeeded'))])
    }
    return { world, written, reads }
  }

  it('are written once the log since the last one outweighs it, so that their cost stays in proportion', async () => {
    const { world, written } = await long(400)
    const log = await world.deps.runLog.read(runId, 0)
    expect(written.length).toBeGreaterThan(1)
    let last = { seq: 0, size: 64_000 }
    for (const { seq, size } of written) {
      const tail = log.filter((entry) => entry.seq > last.seq && entry.seq <= seq)
      expect(JSON.stringify(tail).length).toBeGreaterThanOrEqual(last.size)
      last = { seq, size: Math.max(64_000, size) }
    }
  })

  it('give, with the log’s tail, the state that the whole log gives', async () => {
    const { world, written, reads } = await long(300)
    expect(written.length).toBeGreaterThan(0)
    const expected = await world.stateOf(runId, wide)
    reads.length = 0
    const loaded = await createRunStates(world.deps).using(runId, ({ state }) => structuredClone(state))
    expect(loaded).toEqual(expected)
    expect(reads).toEqual([expected.seq - written.at(-1)!.seq])
  })

  it('are not written for a short run', async () => {
    const { written } = await long(5)
    expect(written).toEqual([])
  })
})
