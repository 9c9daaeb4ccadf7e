import { describe, expect, it } from 'vitest'
import type { Observation } from '../../../lib/core/observation.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const matrix = { params: [{ name: 'v', values: ['1', '2', '3'] }], include: [] }
const plan = planOf({ a: { matrix, retry: { limit: 1 } }, b: { needs: ['a'] } }, { failurePolicy: 'stop' })

const instance = (
  run: ReturnType<typeof startedRun>,
  n: number,
  phase: Observation['phase'],
  more: Partial<Observation> = {},
) => {
  const { attempt } = run.state.tasks[2 + n]!
  const seen = { task: 2 + n, attempt, uid: `u${n}-${attempt}`, nonce: run.state.nonce, phase, ...more }
  return run.send({ type: 'pods.observed', runId, observations: [seen] })
}

const instance2 = (run: ReturnType<typeof startedRun>, phase: Observation['phase']) => {
  const seen = { task: 3, attempt: 0, uid: 'u', nonce: run.state.nonce, phase, exitCode: 1 }
  return run.send({ type: 'pods.observed', runId, observations: [seen] })
}

describe('join', () => {
  it('ends a task that has fanned out with its last instance, once', () => {
    const run = startedRun(plan)
    instance(run, 0, 'succeeded')
    instance(run, 2, 'succeeded')
    expect(run.phases()).toEqual({ a: 'Running', b: 'Pending' })
    instance(run, 1, 'succeeded')
    expect(run.phases()).toEqual({ a: 'Succeeded', b: 'Ready' })
    expect(instance(run, 1, 'succeeded')).toEqual([])
  })

  it('fails if one instance fails, after the others have ended; instances are retried by themselves', () => {
    const run = startedRun(plan)
    instance(run, 0, 'failed', { exitCode: 1 })
    expect(run.state.tasks[2]).toMatchObject({ phase: 'Ready', attempt: 1, of: 0, instance: 0, params: { v: '1' } })
    instance(run, 0, 'failed', { exitCode: 1, reason: 'Error' })
    instance(run, 1, 'succeeded')
    expect(run.phases()).toEqual({ a: 'Running', b: 'Pending' })
    instance(run, 2, 'succeeded')
    expect(run.phases()).toEqual({ a: 'Failed', b: 'Skipped' })
    expect(run.state.message).toBe('Tasks Completed: 1 (Failed: 1, Cancelled 0), Skipped: 1')
  })

  it('lets an instance that fails under the policy to continue skip nobody else', () => {
    const run = startedRun(planOf({ a: { matrix }, b: { needs: ['a'] }, c: {} }))
    instance2(run, 'failed')
    expect(run.state.tasks.map(({ phase }) => phase)).toEqual([
      'Running',
      'Pending',
      'Ready',
      'Failed',
      'Ready',
      'Ready',
    ])
  })

  it('admits instances as the window has room, and skips those left when the run is stopped', () => {
    const run = startedRun(plan, { maxPodsInFlight: 1 })
    expect(run.state.inFlight).toEqual([2])
    run.send({ type: 'run.cancel', runId, mode: 'stop' })
    instance(run, 0, 'succeeded')
    expect(run.state.tasks.map(({ phase }) => phase)).toEqual(['Skipped', 'Skipped', 'Succeeded', 'Skipped', 'Skipped'])
    expect(run.state).toMatchObject({ phase: 'Cancelled' })
  })
})
