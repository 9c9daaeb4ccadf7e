import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, runUnderTest, startedRun } from '../../support/run-under-test.ts'

const diamond = planOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['a'] }, d: { needs: ['b', 'c'] } })

describe('readiness', () => {
  it('starts the tasks without needs once the claims are made', () => {
    const run = runUnderTest(diamond)
    expect(run.phases()).toEqual({ a: 'Pending', b: 'Pending', c: 'Pending', d: 'Pending' })
    expect(run.send({ type: 'claims.made', runId })).toEqual([
      { type: 'claims.made' },
      { type: 'tasks.ready', tasks: [0] },
    ])
  })

  it('asks for the claims until they are made, whatever the message', () => {
    const run = runUnderTest(diamond)
    expect(run.check()).toEqual([{ type: 'prepare' }])
  })

  it('makes a join ready only when its last need has ended, and once', () => {
    const run = startedRun(diamond)
    run.sees('a', 'succeeded')
    expect(run.sees('b', 'succeeded').some(({ type }) => type === 'tasks.ready')).toBe(false)
    expect(run.sees('c', 'succeeded')).toContainEqual({ type: 'tasks.ready', tasks: [3] })
    expect(run.sees('c', 'succeeded')).toEqual([])
    expect(run.sees('b', 'succeeded')).toEqual([])
  })

  it('decides on several observations in one message as if they had come one by one', () => {
    const run = startedRun(diamond)
    run.sees('a', 'succeeded')
    const observations = [run.seen('b', 'succeeded'), run.seen('c', 'succeeded')]
    const events = run.send({ type: 'pods.observed', runId, observations })
    expect(events.filter(({ type }) => type === 'tasks.ready')).toEqual([{ type: 'tasks.ready', tasks: [3] }])
  })

  it('asks for the claims still when the tasks are stopped, because the final tasks need them', () => {
    const run = runUnderTest(planOf({ a: {}, f: { finally: true } }, { failurePolicy: 'stop' }))
    run.send({ type: 'run.cancel', runId, mode: 'finally' })
    expect(run.phases()).toEqual({ a: 'Skipped', f: 'Pending' })
    expect(run.check()).toEqual([{ type: 'prepare' }])
    run.send({ type: 'claims.made', runId })
    expect(run.phases()).toEqual({ a: 'Skipped', f: 'Ready' })
  })

  it('makes nothing ready of a run whose claims are refused, which fails with the cluster’s reason', () => {
    const run = runUnderTest(diamond)
    run.send({ type: 'claims.made', runId, refused: { reason: 'Forbidden', message: 'no right to create claims' } })
    expect(run.phases()).toEqual({ a: 'Skipped', b: 'Skipped', c: 'Skipped', d: 'Skipped' })
    expect(run.state).toMatchObject({ phase: 'Failed', reason: 'Forbidden', message: 'no right to create claims' })
  })

  it('hears once that the claims are made', () => {
    const run = startedRun(diamond)
    expect(run.send({ type: 'claims.made', runId })).toEqual([])
  })
})
