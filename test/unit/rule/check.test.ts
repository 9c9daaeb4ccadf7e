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

  it('goes in pages, first what is in flight, then what is to be released', () => {
    const wide = planOf(Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`t${n}`, {}])))
    const run = startedRun(wide, { ...settings, maxPodsInFlight: 180 })
    const ended = Array.from({ length: 70 }, (_, n) => run.seen(`t${n}`, 'succeeded'))
    run.send({ type: 'pods.observed', runId, observations: ended })
    run.later(5_000)
    const sizes = [0, pageSize, 2 * pageSize].map((from) =>
      run
        .check(from)
        .map((want) => [want.type, 'attempts' in want ? want.attempts.length : 'from' in want && want.from]),
    )
    expect(sizes).toEqual([
      [
        ['dispatch', 100],
        ['check', 100],
      ],
      [
        ['dispatch', 80],
        ['release', 20],
        ['check', 200],
      ],
      [['release', 50]],
    ])
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
