import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const cancel = { type: 'run.cancel', runId, reason: 'enough' } as const
const plan = planOf({ a: {}, b: {}, c: { needs: ['a'] } })

describe('cancel', () => {
  it('ends at once what has no pod, stops live pods, and ends when they have', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { startedAt: 1 })
    const events = run.send(cancel)
    expect(run.phases()).toEqual({ a: 'Running', b: 'Cancelled', c: 'Cancelled' })
    expect(run.state.phase).toBe('Running')
    expect(run.wants([cancel], { events })).toEqual([
      { type: 'stop', pods: [{ task: 0, attempt: 0, uid: 'uid-a-0', how: 'stop' }] },
    ])
    run.later(10).sees('a', 'failed', { exitCode: 143 })
    expect(run.task('a')).toMatchObject({ phase: 'Cancelled', reason: 'Cancelled', message: 'enough', exitCode: 143 })
    expect(run.state).toMatchObject({ phase: 'Cancelled', message: 'enough' })
  })

  it('deletes a pod that has not started', () => {
    const run = startedRun(planOf({ a: {} }))
    run.sees('a', 'pending')
    const events = run.send(cancel)
    expect(run.wants([cancel], { events })).toMatchObject([{ type: 'stop', pods: [{ how: 'delete' }] }])
  })

  it('deletes a pod that a stalled dispatch made after its attempt had been cancelled', () => {
    const run = startedRun(planOf({ a: {} }))
    run.send(cancel)
    const observations = [run.seen('a', 'running', { uid: 'late' })]
    const late = { type: 'pods.observed', runId, observations } as const
    expect(run.send(late)).toEqual([])
    expect(run.wants([late])).toEqual([{ type: 'stop', pods: [{ task: 0, attempt: 0, uid: 'late', how: 'delete' }] }])
  })

  it('keeps the success of a task that had finished first, not of one that finished because it was stopped', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { startedAt: 1 })
    run.sees('b', 'running', { startedAt: 1 })
    run.send(cancel)
    run.sees('a', 'succeeded', { finishedAt: run.now - 1 })
    run.sees('b', 'succeeded', { finishedAt: run.now + 1 })
    expect(run.phases()).toEqual({ a: 'Succeeded', b: 'Cancelled', c: 'Cancelled' })
    expect(run.state.phase).toBe('Cancelled')
  })

  it('keeps the failure of a task that had failed long before, not of one that the stop may have ended', () => {
    const failedAt = (ms: number, reason = 'Error') => {
      const run = startedRun(planOf({ a: {} })).later(100_000)
      run.sees('a', 'running', { startedAt: 5 })
      const stoppedAt = run.now
      run.send({ type: 'run.cancel', runId })
      run.later(10_000).sees('a', 'failed', { exitCode: 3, reason, finishedAt: stoppedAt + ms })
      return run.task('a').phase
    }
    expect(failedAt(-21_000)).toBe('Failed')
    expect(failedAt(-20_999)).toBe('Cancelled')
    expect(failedAt(-21_000, 'DeadlineExceeded')).toBe('Cancelled')
  })

  it('changes nothing the second time, and asks again to stop', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { startedAt: 1 })
    run.send(cancel)
    expect(run.send(cancel)).toEqual([])
    expect(run.wants([cancel], { redelivered: true })).toMatchObject([{ type: 'stop' }])
    expect(run.check()).toMatchObject([{ type: 'stop' }])
  })
})
