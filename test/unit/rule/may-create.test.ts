import { describe, expect, it } from 'vitest'
import { mayCreate } from '../../../lib/core/rule/may-create.ts'
import { planOf } from '../../support/plan.ts'
import { runId, runUnderTest, startedRun } from '../../support/run-under-test.ts'

const plan = planOf({ a: { retry: { limit: 1 } } })

describe('may-create', () => {
  it('holds for the current attempt of a ready task only', () => {
    const run = runUnderTest(plan)
    expect(mayCreate(run.state, 0, 0, run.now)).toBe(false)
    run.send({ type: 'claims.made', runId })
    expect(mayCreate(run.state, 0, 0, run.now)).toBe(true)
    expect(mayCreate(run.state, 0, 1, run.now)).toBe(false)
    expect(mayCreate(run.state, 1, 0, run.now)).toBe(false)
  })

  it('ends when the pod is seen: a second create would be one too many', () => {
    const run = startedRun(plan)
    run.sees('a', 'pending')
    expect(mayCreate(run.state, 0, 0, run.now)).toBe(false)
  })

  it('ends with a cancel', () => {
    const run = startedRun(plan)
    run.send({ type: 'run.cancel', runId })
    expect(mayCreate(run.state, 0, 0, run.now)).toBe(false)
  })

  it('waits for notBefore', () => {
    const run = startedRun(plan, { disruptionBackoff: 500 })
    run.sees('a', 'failed', { disrupted: true })
    expect(mayCreate(run.state, 0, 1, run.now)).toBe(false)
    expect(mayCreate(run.state, 0, 1, run.now + 500)).toBe(true)
  })
})
