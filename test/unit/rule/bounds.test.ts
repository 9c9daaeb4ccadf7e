import { describe, expect, it } from 'vitest'
import { createCarryOut } from '../../../lib/app/carry-out.ts'
import { createArchive } from '../../../lib/app/collect/archive.ts'
import { pack } from '../../../lib/app/commit.ts'
import { createWatch, watchTimes } from '../../../lib/app/watch/watch.ts'
import type { Event } from '../../../lib/core/event.ts'
import { page, pageSize } from '../../../lib/core/rule/check.ts'
import { archivedText } from '../../support/archived-text.ts'
import { builtPod } from '../../support/built-pod.ts'
import { settings } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'
import { delivery, useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const wide = planOf(Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`t${n}`, {}])))
const ready = (tasks: number[]): Event => ({ type: 'tasks.ready', tasks })

describe('bounds', () => {
  it('looks at a run in pages of at most 100', () => {
    expect(pageSize).toBe(100)
    const items = Array.from({ length: 250 }, (_, n) => n)
    expect([0, 100, 200, 300].map((from) => page(items, from).length)).toEqual([100, 100, 50, 0])
    const run = startedRun(wide, { maxPodsInFlight: 250, silence: 10 })
    run.send({
      type: 'pods.observed',
      runId,
      observations: wide.tasks.map(({ name }) => run.seen(name, 'running', { startedAt: run.now })),
    })
    const wanted = run.later(10).check()
    expect(wanted.map((want) => ('attempts' in want ? want.attempts.length : want.type))).toEqual([100, 'check'])
  })

  it('names at most 100 attempts in one message', async () => {
    const world = useCasesUnderTest()
    const attempts = Array.from({ length: 250 }, (_, task): [number, number] => [task, 0])
    const pods = attempts.map(([task, attempt]) => ({ task, attempt, uid: `uid-${task}`, how: 'stop' as const }))
    await createCarryOut(world.deps)(runId, [
      { type: 'dispatch', attempts, notBefore: 0 },
      { type: 'archive', attempts },
      { type: 'stop', pods },
    ])
    const sizes = [...(await world.sent('dispatch')), ...(await world.sent('collect'))].map((message) =>
      'pods' in message ? message.pods.length : message.attempts.length,
    )
    expect(sizes).toEqual([100, 100, 50, 100, 100, 50, 100, 100, 50])
  })

  it('puts at most 100 observations into one message', async () => {
    const world = useCasesUnderTest()
    for (let task = 0; task < 250; task += 1) {
      await world.kube.cluster.createPod(
        builtPod({ plan: wide, runId, task, attempt: 0, nonce: 'nonce', namespace: 'default', settings }),
      )
    }
    await world.clock.advance(1_000)
    const ended = createWatch({ ...world.deps, installation: 'test', times: watchTimes })([
      delivery({ type: 'cluster.watch' }),
    ])
    await world.clock.advance(30_000)
    await ended
    const sizes = (await world.sent('work')).map((message) =>
      message.type === 'pods.observed' ? message.observations.length : 0,
    )
    expect(Math.max(...sizes)).toBe(100)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(250)
  })

  it('packs a large decision into several entries of bounded size, and splits no group', () => {
    const group = [ready([1]), ready([2])]
    const size = JSON.stringify(group).length
    expect(pack([group, group, group], 2 * size)).toEqual([[...group, ...group], group])
    expect(pack([group, group], 2 * size - 1)).toEqual([group, group])
    expect(pack([group], 1)).toEqual([group])
    expect(pack([])).toEqual([])
  })

  it('writes the end of a run of 10,000 tasks in entries below 400 KB', () => {
    const huge = planOf(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`t${n}`, {}])))
    const run = startedRun(huge, { maxPodsInFlight: 10_000 })
    const events = run.send({ type: 'run.cancel', runId })
    const sizes = pack(events.map((event) => [event])).map((entry) => JSON.stringify(entry).length)
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBeLessThan(400_000)
  })

  it('cuts an archived log at the limit and says so, and leaves a shorter one as it is', async () => {
    const archived = async (log: string) => {
      const world = useCasesUnderTest({ script: () => ({ log }) })
      const plan = planOf({ a: {} })
      await world.start(runId, plan, { maxLogBytes: 10 })
      const { pod } = await world.kube.cluster.createPod(
        builtPod({ plan, runId, task: 0, attempt: 0, nonce: 'nonce', namespace: 'default', settings }),
      )
      await world.clock.advance(1_000)
      const seen = { task: 0, attempt: 0, uid: pod.metadata.uid, nonce: 'nonce', phase: 'succeeded' } as const
      await world.commit(runId, [delivery({ type: 'pods.observed', runId, observations: [seen] })])
      expect(await createArchive(world.deps)(runId, [[0, 0]])).toEqual([])
      return archivedText(world.deps.objects, { runId, task: 0 })
    }
    expect(await archived('0123456789')).toBe('0123456789')
    expect(await archived('0123456789a')).toBe('0123456789\n[millrace: log cut at 10 bytes]\n')
  })
})
