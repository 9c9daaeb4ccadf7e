import { describe, expect, it } from 'vitest'
import { releasable } from '../../../lib/core/rule/release.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const plan = planOf({ a: {}, b: {} })

describe('horizon', () => {
  it('lets a pod go no sooner than one horizon after its end was recorded', () => {
    const run = startedRun(plan, { horizon: 5_000 })
    run.sees('a', 'succeeded')
    run.later(2_000).sees('b', 'succeeded')
    expect(releasable(run.state, run.now + 2_999)).toEqual([])
    expect(releasable(run.state, run.now + 3_000).map(({ task }) => task)).toEqual([0])
    expect(releasable(run.state, run.now + 5_000).map(({ task }) => task)).toEqual([0, 1])
  })

  it('counts from the end of an attempt that never had a pod, too', () => {
    const run = startedRun(plan, { horizon: 5_000 })
    run.send({ type: 'run.cancel', runId })
    expect(releasable(run.state, run.now + 4_999)).toEqual([])
    expect(releasable(run.state, run.now + 5_000)).toHaveLength(2)
  })
})
