import { describe, expect, it } from 'vitest'
import { dueAt, pageSize } from '../../../lib/core/rule/check.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const settings = { checkInterval: 60_000, silence: 30_000, horizon: 5_000 }
const two = planOf({ a: {}, b: {} })

describe('check', () => {
  it('dispatches again what is ready, and probes what runs in silence', () => {
    const run = startedRun(two, settings)
    run.sees('b', 'running', { startedAt: run.now })
    expect(run.later(29_999).check()).toEqual([{ type: 'dispatch', attempts: [[0, 0]], notBefore: 0 }])
    expect(run.later(1).check()).toEqual([
      { type: 'dispatch', attempts: [[0, 0]], notBefore: 0 },
      { type: 'probe', attempts: [[1, 0]] },
    ])
  })

  it('releases ended attempts, and says so for the last time when the run has ended a horizon ago', () => {
    const run = startedRun(two, settings)
    run.sees('a', 'succeeded')
    run.later(5_000).sees('b', 'succeeded')
    expect(run.check()).toEqual([{ type: 'release', attempts: [[0, 0]], last: false }])
    const attempts = [
      [0, 0],
      [1, 0],
    ]
    expect(run.later(5_000).check()).toEqual([{ type: 'release', attempts, last: true }])
  })

  it('goes in pages: what is in flight by its place, what has ended by its number, which releases do not move', () => {
    const wide = planOf(Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`t${n}`, {}])))
    const run = startedRun(wide, { ...settings, maxPodsInFlight: 180 })
    const ended = Array.from({ length: 150 }, (_, n) => run.seen(`t${n}`, 'succeeded'))
    run.send({ type: 'pods.observed', runId, observations: ended })
    run.later(5_000)
    const first = run.check()
    expect(first).toMatchObject([{ type: 'dispatch' }, { type: 'check', page: { of: 'inFlight', from: pageSize } }])
    const second = run.check({ of: 'inFlight', from: pageSize })
    expect(second).toMatchObject([
      { type: 'dispatch' },
      { type: 'release', last: false },
      { type: 'check', page: { of: 'ended', from: 100 } },
    ])
    const released = second.flatMap((want) => (want.type === 'release' ? want.attempts : []))
    expect(released).toHaveLength(100)
    run.send({ type: 'pods.released', runId, attempts: released.slice(0, 30) })
    const third = run.check({ of: 'ended', from: 100 })
    expect(third).toMatchObject([{ type: 'release', last: false }])
    expect(third[0]).toMatchObject({ attempts: Array.from({ length: 50 }, (_, n) => [100 + n, 0]) })
  })

  it('asks for the close with the answer that lets the last pods go, and not with one that lets none go', () => {
    const run = startedRun(two, settings)
    run.sees('a', 'succeeded')
    run.sees('b', 'succeeded')
    run.later(5_000)
    const answer = (attempts: [number, number][]) => ({ type: 'pods.released', runId, attempts, empty: false }) as const
    const some = answer([[0, 0]])
    run.send(some)
    expect(run.wants([some])).toEqual([])
    const rest = answer([[1, 0]])
    run.send(rest)
    expect(run.wants([rest])).toEqual([{ type: 'release', attempts: [], last: true }])
    expect(run.wants([answer([])])).toEqual([])
  })

  it('is due an interval from now while nothing is due sooner, at the horizon after the end, and never when closed', () => {
    const run = startedRun(planOf({ a: {} }), settings)
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 60_000)
    run.sees('a', 'succeeded')
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 5_000)
    run.later(5_000)
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 60_000)
    run.send({ type: 'pods.released', runId, attempts: [[0, 0]], empty: true })
    expect(run.state.closed).toBe(true)
    expect(dueAt(run.plan, run.state, run.now)).toBeUndefined()
  })

  it('is still due when every pod is released and only the close is missing', () => {
    const run = startedRun(planOf({ a: {} }), settings)
    run.sees('a', 'succeeded')
    run.later(6_000).send({ type: 'pods.released', runId, attempts: [[0, 0]], empty: false })
    expect(run.state.closed).toBe(false)
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 60_000)
  })
})
