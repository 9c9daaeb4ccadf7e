import { describe, expect, it } from 'vitest'
import { dueAt } from '../../../lib/core/rule/check.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const final = { finally: true }
const plan = planOf({ a: {}, b: { needs: ['a'] }, other: {}, f: final, g: final }, { failurePolicy: 'stop' })
const cancel = (mode?: 'finally' | 'stop') => ({ type: 'run.cancel', runId, mode }) as const

describe('finally', () => {
  it('starts the final tasks together when all others have ended, and not before', () => {
    const run = startedRun(plan)
    run.sees('a', 'succeeded')
    run.sees('other', 'succeeded')
    expect(run.phases()).toMatchObject({ b: 'Ready', f: 'Pending', g: 'Pending' })
    run.sees('b', 'succeeded')
    expect(run.phases()).toMatchObject({ f: 'Ready', g: 'Ready' })
    run.sees('f', 'succeeded')
    run.sees('g', 'succeeded')
    expect(run.state).toMatchObject({ phase: 'Succeeded', reason: 'Succeeded' })
  })

  it('lets what runs finish after a failure, starts nothing else, then the final tasks; their failure is the run’s too', () => {
    const run = startedRun(plan)
    run.sees('a', 'failed', { exitCode: 1 })
    expect(run.phases()).toEqual({ a: 'Failed', b: 'Skipped', other: 'Ready', f: 'Pending', g: 'Pending' })
    expect(run.task('b').reason).toBe('PipelineRun was stopping')
    run.sees('other', 'succeeded')
    run.sees('f', 'failed', { exitCode: 1 })
    expect(run.task('g').phase).toBe('Ready')
    run.sees('g', 'succeeded')
    expect(run.state.message).toBe('Tasks Completed: 4 (Failed: 2, Cancelled 0), Skipped: 1')
  })

  it('goes on after a failure that is ignored', () => {
    const run = startedRun(planOf({ a: { onError: 'continue' }, b: { needs: ['a'] } }, { failurePolicy: 'stop' }))
    run.sees('a', 'failed', { exitCode: 1 })
    run.sees('b', 'succeeded')
    expect(run.state).toMatchObject({
      phase: 'Succeeded',
      message: 'Tasks Completed: 2 (Failed: 1 (Ignored: 1), Cancelled 0), Skipped: 0',
    })
  })

  it('cancels everything, or the tasks before the final ones, or lets what runs finish', () => {
    const all = startedRun(plan)
    all.sees('a', 'running', { startedAt: 1 })
    all.send(cancel())
    expect(all.phases()).toEqual({ a: 'Running', b: 'Cancelled', other: 'Cancelled', f: 'Cancelled', g: 'Cancelled' })

    const gracefully = startedRun(plan)
    gracefully.sees('a', 'running', { startedAt: 1 })
    gracefully.send(cancel('finally'))
    expect(gracefully.phases()).toEqual({ a: 'Running', b: 'Skipped', other: 'Cancelled', f: 'Pending', g: 'Pending' })
    gracefully.sees('a', 'failed', { exitCode: 143 })
    expect(gracefully.phases()).toMatchObject({ a: 'Cancelled', f: 'Ready', g: 'Ready' })
    gracefully.sees('f', 'succeeded')
    gracefully.sees('g', 'succeeded')
    expect(gracefully.state).toMatchObject({ phase: 'Cancelled', reason: 'Cancelled' })

    const stopped = startedRun(
      planOf({ a: { retry: { limit: 1 } }, b: { needs: ['a'] }, f: final }, { failurePolicy: 'stop' }),
    )
    stopped.send(cancel('stop'))
    stopped.sees('a', 'failed', { exitCode: 1 })
    expect(stopped.phases()).toEqual({ a: 'Ready', b: 'Skipped', f: 'Pending' })
    stopped.sees('a', 'succeeded')
    stopped.sees('f', 'succeeded')
    expect(stopped.state.phase).toBe('Cancelled')
  })

  it('can be cancelled harder, not softer', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { startedAt: 1 })
    run.send(cancel('finally'))
    expect(run.send(cancel('stop'))).toEqual([])
    run.send(cancel())
    expect(run.phases()).toMatchObject({ f: 'Cancelled', g: 'Cancelled' })
    expect(run.send(cancel('finally'))).toEqual([])

    const letting = startedRun(plan)
    letting.sees('a', 'running', { startedAt: 1 })
    letting.send(cancel('stop'))
    expect(letting.send(cancel('stop'))).toEqual([])
    letting.send(cancel('finally'))
    expect(letting.task('a').stopping).toMatchObject({ phase: 'Cancelled' })
  })

  it('lets what runs finish within the time of the tasks only', () => {
    const tasks = { ms: 10_000, reason: 'PipelineRunTimeout', message: 'failed to finish in time' }
    const run = startedRun({ ...plan, timeouts: { tasks } })
    run.sees('a', 'running', { startedAt: run.now })
    run.send(cancel('stop'))
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 10_000)
    run.later(10_000).check()
    expect(run.task('a').stopping).toMatchObject({ phase: 'TimedOut' })
  })

  it('says Failed of a cancelled run in which a task had failed', () => {
    const run = startedRun(planOf({ a: {}, b: {} }, { failurePolicy: 'stop' }))
    run.sees('a', 'failed', { exitCode: 1 })
    run.send(cancel())
    expect(run.state.phase).toBe('Failed')
  })

  it('gives the tasks and the final tasks their own time', () => {
    const limit = (ms: number) => ({ ms, reason: 'PipelineRunTimeout', message: 'failed to finish in time' })
    const timed = { ...plan, timeouts: { run: limit(100_000), tasks: limit(10_000), finally: limit(5_000) } }
    const run = startedRun(timed)
    run.sees('a', 'running', { startedAt: run.now })
    expect(dueAt(timed, run.state, run.now)).toBe(run.now + 10_000)
    run.later(10_000).check()
    expect(run.phases()).toEqual({ a: 'Running', b: 'Skipped', other: 'TimedOut', f: 'Pending', g: 'Pending' })
    expect(run.task('b').reason).toBe('PipelineRun Tasks timeout has been reached')
    run.sees('a', 'failed', { exitCode: 143 })
    run.sees('f', 'running', { startedAt: run.now })
    run.later(5_000).check()
    expect(run.phases()).toMatchObject({ f: 'Running', g: 'TimedOut' })
    run.sees('f', 'failed', { exitCode: 143 })
    expect(run.state).toMatchObject({ phase: 'TimedOut', reason: 'PipelineRunTimeout' })
  })

  it('takes the nearest of several limits, and none that has lost its meaning', () => {
    const limit = (ms: number) => ({ ms, reason: 'PipelineRunTimeout', message: 'failed to finish in time' })
    const timed = { ...plan, timeouts: { run: limit(8_000), tasks: limit(10_000), finally: limit(5_000) } }
    const run = startedRun(timed)
    run.sees('a', 'running', { startedAt: run.now })
    expect(dueAt(timed, run.state, run.now)).toBe(run.now + 8_000)
    run.send(cancel('finally'))
    run.sees('a', 'failed', { exitCode: 143 })
    run.sees('f', 'running', { startedAt: run.now })
    run.sees('g', 'running', { startedAt: run.now })
    expect(dueAt(timed, run.state, run.now)).toBe(run.now + 5_000)
    run.later(5_000).check()
    expect(run.state.stopping).toMatchObject({ scope: 'finally', phase: 'TimedOut' })
    expect(dueAt(timed, run.state, run.now)).toBe(run.now + 3_000)
    run.later(3_000).check()
    expect(run.state.stopping).toMatchObject({ scope: 'run' })
  })

  it('retries final tasks while the tasks before them are stopped, and nothing of a scope that is', () => {
    const retry = { limit: 1 }
    const run = startedRun(planOf({ a: { retry }, f: { ...final, retry } }, { failurePolicy: 'stop' }))
    run.sees('a', 'running', { startedAt: 1 })
    run.send(cancel('finally'))
    run.sees('a', 'failed', { exitCode: 143 })
    expect(run.phases()).toEqual({ a: 'Cancelled', f: 'Ready' })
    run.sees('f', 'failed', { exitCode: 1 })
    expect(run.task('f')).toMatchObject({ phase: 'Ready', attempt: 1 })
  })

  it('ends with its only task, in its words', () => {
    const run = startedRun(planOf({ a: {} }, { isTask: true, failurePolicy: 'stop' }))
    run.sees('a', 'failed', { exitCode: 3, reason: 'Error', message: '"step-x" exited with code 3' })
    expect(run.state).toMatchObject({ phase: 'Failed', reason: 'Error', message: '"step-x" exited with code 3' })
  })
})
