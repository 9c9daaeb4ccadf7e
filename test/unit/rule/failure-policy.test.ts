import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'

const plan = planOf({
  bad: {},
  after: { needs: ['bad'] },
  afterwards: { needs: ['after'] },
  good: {},
  join: { needs: ['bad', 'good'] },
  alone: { needs: ['good'] },
})

describe('failure-policy', () => {
  it('skips what depends on a failed task, directly or not, and lets other branches go on', () => {
    const run = startedRun(plan)
    run.sees('bad', 'failed', { exitCode: 3 })
    expect(run.phases()).toEqual({
      bad: 'Failed',
      after: 'Skipped',
      afterwards: 'Skipped',
      good: 'Ready',
      join: 'Skipped',
      alone: 'Pending',
    })
    expect(run.task('afterwards')).toMatchObject({
      reason: 'DependencyFailed',
      message: expect.stringContaining('bad'),
    })
    run.sees('good', 'succeeded')
    expect(run.task('alone').phase).toBe('Ready')
    run.sees('alone', 'succeeded')
    expect(run.state).toMatchObject({
      phase: 'Failed',
      reason: 'Failed',
      message: 'Tasks Completed: 3 (Failed: 1, Cancelled 0), Skipped: 3',
    })
  })

  it('says of a failure that is nobody else’s that it is ignored, and keeps the attempt’s own reason', () => {
    const run = startedRun(planOf({ a: { onError: 'continue' } }, { failurePolicy: 'stop' }))
    const events = run.sees('a', 'failed', { exitCode: 1, reason: 'StepFailed', message: 'code 1' })
    expect(events[0]).toMatchObject({ type: 'attempt.ended', reason: 'StepFailed' })
    expect(run.task('a')).toMatchObject({ phase: 'Failed', reason: 'FailureIgnored', message: 'code 1' })
  })

  it('skips each dependant once when several of its needs fail', () => {
    const both = planOf({ a: {}, b: {}, c: { needs: ['a', 'b'] } })
    const run = startedRun(both)
    run.sees('a', 'failed')
    const events = run.sees('b', 'failed')
    expect(events.filter((event) => event.type === 'tasks.ended').flatMap(({ tasks }) => tasks)).toEqual([1])
    expect(run.state.message).toBe('Tasks Completed: 2 (Failed: 2, Cancelled 0), Skipped: 1')
  })
})
