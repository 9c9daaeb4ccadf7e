import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

describe('retry', () => {
  it('follows a failure that came long before its pod was given up for not starting', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 1 } } }), { pendingTimeout: 100_000 }).later(50_000)
    run.sees('a', 'pending', { reason: 'ErrImagePull' })
    const failedAt = run.now + 50_000
    run.later(100_000).check()
    expect(run.task('a').stopping).toMatchObject({ reason: 'ErrImagePull' })
    run.sees('a', 'failed', { exitCode: 1, finishedAt: failedAt, deleting: true })
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 1, failures: 1, disruptions: 0 })
  })

  it('tries as often as the limit says after the first attempt, at once', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 2 } } }))
    for (const attempt of [1, 2]) {
      const events = run.sees('a', 'failed', { exitCode: 1 })
      expect(events).toContainEqual({ type: 'task.retried', task: 0, attempt, notBefore: run.now })
      expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt, failures: attempt })
    }
    run.sees('a', 'failed', { exitCode: 1, reason: 'Error', message: 'exit code 1' })
    expect(run.task('a')).toMatchObject({ phase: 'Failed', exitCode: 1, message: 'exit code 1' })
    expect(run.state.phase).toBe('Failed')
  })

  it('tries again only after the exit codes that are given', () => {
    const plan = planOf({ a: { retry: { limit: 5, exitCodes: [7] } } })
    const run = startedRun(plan)
    run.sees('a', 'failed', { exitCode: 7 })
    expect(run.task('a').phase).toBe('Ready')
    run.sees('a', 'failed', { exitCode: 8 })
    expect(run.task('a').phase).toBe('Failed')
  })

  it('does not try again without an exit code where codes are given', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 5, exitCodes: [7] } } }))
    run.sees('a', 'failed')
    expect(run.task('a').phase).toBe('Failed')
  })

  it('does not try again what the cluster refuses', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 5 } } }))
    run.sees('a', 'refused', { uid: undefined, reason: 'Invalid', message: 'spec.containers[0].image: Required value' })
    expect(run.task('a')).toMatchObject({ phase: 'Failed', reason: 'Invalid' })
  })

  it('does not try again after a cancel', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 5 } } }))
    run.sees('a', 'running', { startedAt: 1 })
    run.send({ type: 'run.cancel', runId })
    run.sees('a', 'failed', { exitCode: 143 })
    expect(run.phases()).toEqual({ a: 'Cancelled' })
  })

  it('tries again what took too long, with the whole time once more', () => {
    const timeout = { ms: 5_000, reason: 'TaskRunTimeout', message: 'took too long' }
    const run = startedRun(planOf({ a: { retry: { limit: 1 }, timeout } }, { failurePolicy: 'stop' }))
    run.sees('a', 'running', { startedAt: run.now })
    run.later(5_000).check()
    run.sees('a', 'failed', { exitCode: 143 })
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 1, failures: 1, disruptions: 0 })
    run.sees('a', 'running', { startedAt: run.now })
    run.later(4_999).check()
    expect(run.task('a').stopping).toBeUndefined()
    run.later(1).check()
    run.sees('a', 'gone')
    expect(run.task('a')).toMatchObject({ phase: 'TimedOut', reason: 'TaskRunTimeout' })
  })

  it('counts a pod that is gone while it is stopped for its time as the failure that it is', () => {
    const timeout = { ms: 5_000, reason: 'TaskRunTimeout', message: 'took too long' }
    const run = startedRun(planOf({ a: { retry: { limit: 1 }, timeout } }, { failurePolicy: 'stop' }))
    run.sees('a', 'running', { startedAt: run.now })
    run.later(5_000).check()
    run.sees('a', 'gone')
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 1, failures: 1, disruptions: 0 })
  })
})
