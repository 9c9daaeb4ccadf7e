import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'

const plan = planOf({ a: {} })

describe('disruption', () => {
  it('tries again what the cluster took away, waiting longer each time, without using up retries', () => {
    const run = startedRun(plan, { disruptionBackoff: 100 })
    for (const wait of [100, 200, 400, 800, 1_600]) {
      run.sees('a', 'failed', { disrupted: true, reason: 'Evicted' })
      expect(run.task('a')).toMatchObject({ phase: 'Ready', failures: 0, notBefore: run.now + wait })
    }
    run.sees('a', 'failed', { disrupted: true, reason: 'Evicted', message: 'The node was low on memory' })
    expect(run.task('a')).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory' })
  })

  it('calls a pod lost that is gone after it was seen', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { startedAt: 5 })
    const [ended] = run.sees('a', 'gone', { uid: undefined })
    expect(ended).toMatchObject({ type: 'attempt.ended', phase: 'Failed', reason: 'PodLost', uid: 'uid-a-0' })
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 1, disruptions: 1 })
  })

  it('takes a pod that a person deletes for lost, ended or never placed', () => {
    const run = startedRun(plan)
    run.sees('a', 'failed', { deleting: true, exitCode: 137 })
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 1 })
    run.sees('a', 'pending', { deleting: true, node: undefined })
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 2 })
    run.sees('a', 'pending', { deleting: true, node: 'n1' })
    expect(run.task('a')).toMatchObject({ phase: 'Running', attempt: 2 })
  })
})
