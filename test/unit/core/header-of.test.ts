import { describe, expect, it } from 'vitest'
import { headerOf } from '../../../lib/core/header-of.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

describe('headerOf', () => {
  it('says what a state says, and leaves open when the run is looked at next', () => {
    const plan = planOf({ a: {}, b: { needs: ['a'] } })
    const run = startedRun(plan)
    run.sees('a', 'succeeded')
    const { name, namespace, openedAt, seq } = run.state
    expect(headerOf(runId, plan, run.state)).toEqual({
      runId,
      namespace,
      name,
      source: 'DAG/test',
      seq,
      phase: 'Running',
      reason: undefined,
      message: undefined,
      tasks: { total: 2, ended: 1 },
      createdAt: openedAt,
      endedAt: undefined,
    })
  })
})
