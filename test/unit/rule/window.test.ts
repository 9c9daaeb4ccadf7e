import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const wide = planOf(Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`t${n}`, {}])))

describe('window', () => {
  it('admits as many tasks as may be in flight, and the next as soon as one ends', () => {
    const run = startedRun(wide, { maxPodsInFlight: 2 })
    expect(run.state.inFlight).toEqual([0, 1])
    expect(run.sees('t0', 'succeeded')).toContainEqual({ type: 'tasks.ready', tasks: [2] })
    expect(run.state.inFlight).toEqual([1, 2])
  })

  it('keeps the place of a task that is tried again', () => {
    const plan = planOf({ a: { retry: { limit: 1 } }, b: {} })
    const run = startedRun(plan, { maxPodsInFlight: 1 })
    run.sees('a', 'failed', { exitCode: 1 })
    expect(run.phases()).toEqual({ a: 'Ready', b: 'Pending' })
    run.sees('a', 'failed', { exitCode: 1 })
    expect(run.phases()).toEqual({ a: 'Failed', b: 'Ready' })
  })

  it('is asked for whole when a message comes again, and only in part when it is new', () => {
    const run = startedRun(wide, { maxPodsInFlight: 3 })
    const message = { type: 'claims.made', runId } as const
    expect(run.wants([message])).toEqual([])
    const attempts = [
      [0, 0],
      [1, 0],
      [2, 0],
    ]
    expect(run.wants([message], { redelivered: true })).toEqual([{ type: 'dispatch', attempts, notBefore: 0 }])
  })

  it('passes over tasks that were skipped while they waited', () => {
    const plan = planOf({ a: {}, b: {}, c: { needs: ['b'] }, d: {} })
    const run = startedRun(plan, { maxPodsInFlight: 1 })
    run.send({ type: 'run.cancel', runId })
    expect(run.phases()).toEqual({ a: 'Cancelled', b: 'Cancelled', c: 'Cancelled', d: 'Cancelled' })
    expect(run.state.phase).toBe('Cancelled')
  })
})
