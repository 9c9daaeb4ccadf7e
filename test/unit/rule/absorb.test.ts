import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, runUnderTest, startedRun } from '../../support/run-under-test.ts'

const plan = planOf({ a: { retry: { limit: 1 } } })

describe('absorb', () => {
  it('never changes a phase that is terminal', () => {
    const run = startedRun(plan)
    run.sees('a', 'succeeded')
    const before = structuredClone(run.state)
    for (const phase of ['pending', 'running', 'failed', 'gone', 'refused', 'succeeded'] as const) {
      expect(run.sees('a', phase)).toEqual([])
    }
    expect(run.send({ type: 'run.cancel', runId })).toEqual([])
    expect(run.state).toEqual(before)
  })

  it('ignores an earlier attempt', () => {
    const run = startedRun(plan)
    run.sees('a', 'failed')
    expect(run.sees('a', 'succeeded', { attempt: 0 })).toEqual([])
  })

  it('ignores another run, another pod, an unknown task, and one that has not begun', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { startedAt: 1 })
    expect(run.sees('a', 'succeeded', { nonce: 'other' })).toEqual([])
    expect(run.sees('a', 'succeeded', { uid: 'other' })).toEqual([])
    expect(run.sees('nobody', 'succeeded', { task: 99 })).toEqual([])
    expect(runUnderTest(plan).sees('a', 'succeeded')).toEqual([])
  })

  it('does not take a pod that is still to be created for gone', () => {
    const run = startedRun(plan)
    expect(run.sees('a', 'gone', { uid: undefined })).toEqual([])
  })
})
