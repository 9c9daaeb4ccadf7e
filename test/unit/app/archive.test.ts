import { describe, expect, it } from 'vitest'
import { type ArchiveBounds, createArchive } from '../../../lib/app/collect/archive.ts'
import { createArchivedLogs } from '../../../lib/app/collect/archived-logs.ts'
import { bundlesOf, heldIn, longestName } from '../../../lib/app/collect/bundle-name.ts'
import { createCollect } from '../../../lib/app/collect/collect.ts'
import { MillraceError } from '../../../lib/core/error.ts'
import type { QueueMessage } from '../../../lib/core/message.ts'
import type { IndexedPlan } from '../../../lib/core/plan.ts'
import type { AttemptRef } from '../../../lib/core/wants.ts'
import { parsePodName } from '../../../lib/pods/name.ts'
import type { Objects } from '../../../lib/ports/objects.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'
import { delivery, useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const wide = (size: number): IndexedPlan =>
  planOf(Object.fromEntries(Array.from({ length: size }, (_, n) => [`t${n}`, {}])))
const refs = (tasks: readonly number[]): AttemptRef[] => tasks.map((task) => [task, 0])
const upTo = (size: number): number[] => Array.from({ length: size }, (_, n) => n)
const step = (name: string) => ({ container: { name, image: 'busybox', command: ['true'] } })

interface Options {
  plan: IndexedPlan
  /** What the container of a task has written. */
  text?: (task: number, container: string) => string
  objects?: (inner: Objects) => Partial<Objects>
  bounds?: ArchiveBounds
  maxLogBytes?: number
}

/** A run whose attempts have all ended just now, and what is asked of the store and of the pods when they are archived. */
const ended = async ({ plan, text = (task) => `log of ${task}\n`, objects, bounds, maxLogBytes }: Options) => {
  const puts: { name: string; bytes: number }[] = []
  const calls: string[] = []
  const reads: string[] = []
  /** Small logs that are being read; large ones from then until their object is put. */
  const held = { small: 0, large: 0, mostSmall: 0, mostLarge: 0 }
  const small = bounds?.small ?? Infinity
  const world = useCasesUnderTest({
    faults: () => ({
      cluster: {
        async *podLog({ name }, container, { limitBytes = Infinity }) {
          const { task } = parsePodName(name)!
          reads.push(`${task} ${container}`)
          if (limitBytes > small + 1) held.mostLarge = Math.max(held.mostLarge, ++held.large)
          else held.mostSmall = Math.max(held.mostSmall, ++held.small)
          try {
            await Promise.resolve()
            const bytes = Buffer.from(text(task, container))
            for (let at = 0; at < Math.min(bytes.length, limitBytes); at += 7)
              yield bytes.subarray(at, Math.min(at + 7, limitBytes))
          } finally {
            if (limitBytes <= small + 1) held.small -= 1
          }
        },
      },
    }),
  })
  const store = { ...world.deps.objects, ...objects?.(world.deps.objects) }
  const counted: Objects = {
    ...store,
    put: async (key, body) => {
      calls.push('put')
      await store.put(key, body)
      const name = key.slice(bundlesOf(runId).length)
      puts.push({ name, bytes: body.length })
      held.large -= heldIn(name)!.filter(({ task }) => text(task, 'main').length > small).length
    },
    list: (prefix) => (calls.push('list'), store.list(prefix)),
    has: (key) => (calls.push('has'), store.has(key)),
    get: (key) => (calls.push('get'), store.get(key)),
  }
  await world.start(runId, plan, { maxPodsInFlight: plan.tasks.length, ...(maxLogBytes && { maxLogBytes }) })
  const observations = plan.tasks.map((_, task) => ({
    task,
    attempt: 0,
    uid: `uid-${task}`,
    nonce: 'nonce',
    phase: 'succeeded' as const,
  }))
  await world.commit(runId, [delivery({ type: 'pods.observed', runId, observations })])
  const deps = { ...world.deps, objects: counted, bounds }
  const logs = createArchivedLogs(store)
  return {
    ...world,
    puts,
    calls,
    reads,
    held,
    archive: createArchive(deps),
    collect: createCollect(deps),
    text: async (task: number, container = 'main', at = 0) => {
      const bytes = await logs.read({ runId, task, attempt: 0, step: at, container }, { again: true })
      return bytes && Buffer.from(bytes).toString()
    },
  }
}

const toArchive = (tasks: readonly number[], receives = 1) =>
  delivery<QueueMessage<'collect'>>({ type: 'attempts.archive', runId, attempts: refs(tasks) }, receives)

describe('archive', () => {
  it('puts the logs of a message into one object, and looks at nothing before', async () => {
    const { collect, calls, puts, text } = await ended({ plan: wide(100) })
    await collect([toArchive(upTo(100))])
    expect(calls).toEqual(['put'])
    expect(puts).toMatchObject([{ name: '0-99.0' }])
    expect([await text(0), await text(57)]).toEqual(['log of 0\n', 'log of 57\n'])
  })

  it('takes the messages of one run together, what they name twice once', async () => {
    const { collect, calls, reads } = await ended({ plan: wide(300) })
    const tens = upTo(10).map((n) => toArchive(upTo(300).filter((task) => task % 10 === n)))
    await collect([...tens, toArchive([0, 1, 2])])
    expect(calls).toEqual(['put', 'put'])
    expect(reads).toHaveLength(300)
  })

  it('lists what is there when a message comes again, and reads only what is missing', async () => {
    const { collect, calls, puts, reads } = await ended({ plan: wide(10) })
    await collect([toArchive([3, 4, 5])])
    await collect([toArchive([2, 3, 4, 5, 7], 2)])
    expect(calls).toEqual(['put', 'list', 'put'])
    expect(puts.map(({ name }) => name)).toEqual(['3-5.0', '2.0_7.0'])
    expect(reads).toHaveLength(5)
  })

  it('looks for the objects of a few attempts by their names, and lists only when one has none', async () => {
    const { collect, calls } = await ended({ plan: wide(10) })
    for (const task of [0, 1]) await collect([toArchive([task])])
    await collect([toArchive([0, 1], 2)])
    expect(calls.splice(0)).toEqual(['put', 'put', 'has', 'has'])
    await collect([toArchive([1, 2], 2)])
    expect(calls).toEqual(['has', 'has', 'list', 'put'])
  })

  it('looks too when attempts ended a while ago: somebody has seen them again', async () => {
    const { collect, calls, clock } = await ended({ plan: wide(5) })
    await collect([toArchive(upTo(5))])
    await clock.advance(5_000)
    await collect([toArchive(upTo(5))])
    expect(calls).toEqual(['put', 'list'])
  })

  it('keeps what could be read when one could not, and reads only that one when the messages come by themselves', async () => {
    let isDown = true
    const world = await ended({
      plan: wide(4),
      text: (task) => {
        if (task === 2 && isDown) throw new MillraceError('Unavailable', 'no answer')
        return `log of ${task}\n`
      },
    })
    const deliveries = [toArchive([0, 1]), toArchive([2, 3])]
    await expect(world.collect(deliveries)).rejects.toThrow('no answer')
    isDown = false
    for (const one of deliveries) await world.collect([one])
    expect(world.puts.map(({ name }) => name)).toEqual(['0-1.0_3.0', '2.0'])
    expect(world.reads).toHaveLength(5)
  })

  it('answers every attempt of an object that was not taken', async () => {
    const down = () => Promise.reject(new MillraceError('Unavailable', 'no room'))
    const { archive } = await ended({ plan: wide(3), objects: () => ({ put: down }) })
    const unarchived = await archive(runId, refs([0, 2]))
    expect(unarchived.map(({ attempt, error }) => [...attempt, error.message])).toEqual([
      [0, 0, 'no room'],
      [2, 0, 'no room'],
    ])
  })

  it('of two that archive at once loses nothing, also when the second reads nothing any more', async () => {
    let isDeleted = false
    const world = await ended({ plan: wide(3), text: (task) => (isDeleted ? '' : `log of ${task}\n`) })
    await world.archive(runId, refs([0, 1]))
    isDeleted = true
    await world.archive(runId, refs([0, 1]))
    await world.archive(runId, refs([1, 2]))
    expect([await world.text(0), await world.text(1), await world.text(2)]).toEqual(['log of 0\n', 'log of 1\n', ''])
  })

  it('names the steps of an attempt that could not be read as a whole, and reads the others the next time', async () => {
    let isDown = true
    const plan = planOf({ a: {}, b: {} }, { pods: [{ ...wide(1).pods[0]!, steps: ['one', 'two', 'three'].map(step) }] })
    const world = await ended({
      plan,
      text: (task, container) => {
        if (task === 1 && container === 'two' && isDown) throw new MillraceError('Unavailable', 'no answer')
        return `${task} ${container}`
      },
    })
    expect(await world.archive(runId, refs([0, 1]))).toMatchObject([{ attempt: [1, 0] }])
    isDown = false
    expect(await world.archive(runId, refs([0, 1]), { again: true })).toEqual([])
    expect(world.puts.map(({ name }) => name)).toEqual(['0.0_1.0.0_1.0.2', '1.0.1'])
    expect([await world.text(1, 'one', 0), await world.text(1, 'two', 1)]).toEqual(['1 one', '1 two'])
  })

  it('begins another object when one is full', async () => {
    const text = (task: number): string => String(task % 10).repeat(40)
    const { archive, puts, text: read } = await ended({ plan: wide(10), text, bounds: { bundle: 100, small: 50 } })
    await archive(runId, refs(upTo(10)))
    expect(puts.map(({ name }) => name)).toEqual(['0-1.0', '2-3.0', '4-5.0', '6-7.0', '8-9.0'])
    expect(await read(9)).toBe(text(9))
  })

  it('begins another object before a name becomes too long', async () => {
    const { archive, puts, text } = await ended({ plan: wide(1_200) })
    const scattered = upTo(1_200).filter((task) => task % 3 === 0)
    await archive(runId, refs(scattered))
    expect(puts.length).toBeGreaterThan(2)
    for (const { name } of puts) expect(name.length).toBeLessThanOrEqual(longestName)
    expect(await Promise.all([0, 600, 1_197].map((task) => text(task)))).toEqual([
      'log of 0\n',
      'log of 600\n',
      'log of 1197\n',
    ])
  })

  it('holds one large log at a time, whatever else is archived, and reads at most eight at once of each run', async () => {
    const bounds = { bundle: 100, small: 50 }
    const text = (task: number): string => 'x'.repeat(task % 3 === 0 ? 10 : 110 + 10 * task)
    const { archive, puts, held, reads, text: read } = await ended({ plan: wide(24), text, bounds, maxLogBytes: 250 })
    await Promise.all([archive(runId, refs(upTo(12))), archive(runId, refs(upTo(24).slice(12)))])
    expect(held).toMatchObject({ small: 0, large: 0, mostLarge: 1 })
    expect(held.mostSmall).toBeLessThanOrEqual(2 * 8)
    expect(reads).toHaveLength(24 + 16)
    expect(puts.length).toBeLessThanOrEqual(16 + 2)
    for (const task of upTo(24)) {
      const kept = text(task).length <= 250 ? text(task) : `${'x'.repeat(250)}\n[millrace: log cut at 250 bytes]\n`
      expect(await read(task)).toBe(kept)
    }
  })
})
