import { describe, expect, it } from 'vitest'
import { dueAt } from '../../../lib/core/rule/check.ts'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'

const after = (ms: number) => ({ ms, reason: 'TaskRunTimeout', message: 'took too long' })
const runTimeout = (ms: number) => ({ ms, reason: 'PipelineRunTimeout', message: 'the run took too long' })

describe('deadlines', () => {
  it('stops an attempt that takes longer than its task’s timeout, which has ended when its pod has', () => {
    const run = startedRun(planOf({ a: { timeout: after(5_000) } }))
    run.sees('a', 'running', { startedAt: run.now })
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 5_000)
    run.later(4_999).check()
    expect(run.task('a').stopping).toBeUndefined()
    expect(run.later(1).check()).toMatchObject([{ type: 'stop', pods: [{ how: 'stop' }] }])
    expect(run.task('a').phase).toBe('Running')
    run.later(1).sees('a', 'failed', { exitCode: 143 })
    expect(run.task('a')).toMatchObject({ phase: 'TimedOut', reason: 'TaskRunTimeout' })
    expect(run.state.phase).toBe('Failed')
  })

  it('does not count the time before the start', () => {
    const run = startedRun(planOf({ a: { timeout: after(5_000) } }))
    run.sees('a', 'pending')
    run.later(60_000).sees('a', 'running', { startedAt: run.now })
    run.later(4_000).check()
    expect(run.task('a').stopping).toBeUndefined()
  })

  it('fails a pod that does not start with the cluster’s own reason', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 3 } } }), { pendingTimeout: 10_000 })
    run.sees('a', 'pending', { reason: 'ImagePullBackOff', message: 'no such image' })
    expect(run.task('a')).toMatchObject({ phase: 'Running', reason: 'ImagePullBackOff' })
    expect(run.later(10_000).check()).toMatchObject([{ type: 'stop', pods: [{ how: 'delete' }] }])
    run.sees('a', 'pending', { deleting: true })
    expect(run.task('a')).toMatchObject({ phase: 'Failed', reason: 'ImagePullBackOff' })
    expect(run.task('a').message).toBe('the pod did not start within 10 s: no such image')
  })

  it('has a word for a pod that does not start for no reason', () => {
    const run = startedRun(planOf({ a: {} }), { pendingTimeout: 10_000 })
    run.sees('a', 'pending')
    run.later(10_000).check()
    expect(run.task('a').stopping).toMatchObject({
      reason: 'PendingTimeout',
      message: expect.stringContaining('no reason given'),
    })
  })

  it('ends a run that is out of time as a cancel does, but TimedOut', () => {
    const run = startedRun(planOf({ a: {}, b: { needs: ['a'] } }, { timeouts: { run: runTimeout(30_000) } }))
    run.sees('a', 'running', { startedAt: run.now })
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 30_000)
    run.later(30_000).check()
    expect(run.phases()).toEqual({ a: 'Running', b: 'Skipped' })
    run.later(1).sees('a', 'gone')
    expect(run.phases()).toEqual({ a: 'TimedOut', b: 'Skipped' })
    expect(run.state).toMatchObject({ phase: 'TimedOut', reason: 'PipelineRunTimeout' })
  })

  it('leaves an attempt alone that is being stopped already', () => {
    const run = startedRun(planOf({ a: { timeout: after(1_000) } }, { timeouts: { run: runTimeout(60_000) } }))
    run.sees('a', 'running', { startedAt: run.now })
    run.later(1_000).check()
    run.later(60_000).check()
    expect(run.task('a').stopping).toMatchObject({ reason: 'TaskRunTimeout' })
  })
})
