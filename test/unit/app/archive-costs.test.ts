import { describe, expect, it } from 'vitest'
import type { IndexedPlan } from '../../../lib/core/plan.ts'
import type { Objects } from '../../../lib/ports/objects.ts'
import { memoryWorld } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'

type Counts = Record<keyof Objects, number>

/** What a run asks of the object store until it has ended, and until it is closed. Checks are as rare as when deployed. */
const countsOf = async (plan: IndexedPlan, runFor = 100): Promise<{ archived: Counts; closed: Counts }> => {
  const counts: Counts = { put: 0, get: 0, has: 0, list: 0, remove: 0 }
  const world = memoryWorld({
    script: () => ({ runFor, log: 'hello\n' }),
    settings: { horizon: 45_000, checkInterval: 60_000, silence: 60_000 },
  })
  const inner = { ...world.objects }
  const counted: Objects = {
    put: (...args) => ((counts.put += 1), inner.put(...args)),
    get: (...args) => ((counts.get += 1), inner.get(...args)),
    has: (...args) => ((counts.has += 1), inner.has(...args)),
    list: (...args) => ((counts.list += 1), inner.list(...args)),
    remove: (...args) => ((counts.remove += 1), inner.remove(...args)),
  }
  Object.assign(world.objects, counted)
  await world.start(runId, plan)
  while ((await world.stateOf(runId, plan)).endedAt === undefined) await world.clock.advance(100)
  await world.clock.advance(2_000)
  const archived = { ...counts }
  const state = await world.untilClosed(runId, plan, 3_600_000)
  expect(state.phase).toBe('Succeeded')
  await world.stop()
  return { archived, closed: counts }
}

const chain = (size: number): IndexedPlan =>
  planOf(Object.fromEntries(Array.from({ length: size }, (_, n) => [`t${n}`, n === 0 ? {} : { needs: [`t${n - 1}`] }])))
const fan = (size: number): IndexedPlan =>
  planOf(Object.fromEntries(Array.from({ length: size }, (_, n) => [`t${n}`, {}])))

describe('what the archive costs', () => {
  it('of a chain is a put an attempt, and a look at what there is only when pods are released', async () => {
    const { archived, closed } = await countsOf(chain(100))
    expect(archived).toEqual({ put: 100, get: 0, has: 0, list: 0, remove: 0 })
    expect(closed).toMatchObject({ put: 100, get: 0, has: 0 })
    expect(closed.list).toBeLessThanOrEqual(5)
  })

  it('of a chain whose tasks are released one by one is a look at one key more', async () => {
    const { closed } = await countsOf(chain(40), 47_300)
    expect(closed).toMatchObject({ get: 0, list: 0 })
    expect(closed.put).toBeLessThanOrEqual(42)
    expect(closed.has).toBeLessThanOrEqual(80)
  })

  it('of a fan is a twentieth of a put a task, or less', async () => {
    const { archived, closed } = await countsOf(fan(100))
    expect(archived).toMatchObject({ get: 0, has: 0, list: 0 })
    expect(archived.put).toBeLessThanOrEqual(5)
    expect(closed).toMatchObject({ put: archived.put, get: 0, has: 0 })
    expect(closed.list).toBeLessThanOrEqual(5)
  })
})
