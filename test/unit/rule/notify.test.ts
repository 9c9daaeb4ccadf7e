import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, runUnderTest, startedRun } from '../../support/run-under-test.ts'

const day = 24 * 3_600_000
const claimsMade = { type: 'claims.made', runId } as const
const told = (milestone: 'started' | 'finished') => ({ type: 'run.notified', runId, milestone }) as const
const plan = planOf({ a: {} })
const settings = { events: true, horizon: 5_000 }

/** One that has ended, settled and is released but for the answer. */
const endedRun = () => {
  const run = startedRun(plan, settings)
  run.sees('a', 'succeeded')
  return run.later(5_000)
}
const released = { type: 'pods.released', runId, attempts: [[0, 0]] as [number, number][], empty: true } as const

describe('notify', () => {
  it('wants it to be told that the run has started, when its claims are made', () => {
    const run = runUnderTest(plan, settings)
    const events = run.send(claimsMade)
    expect(run.wants([claimsMade], { events })).toContainEqual({ type: 'notify', milestones: ['started'] })
  })

  it('wants it to be told that the run has finished, with its last task', () => {
    const run = startedRun(plan, settings)
    run.send(told('started'))
    const seen = { type: 'pods.observed', runId, observations: [run.seen('a', 'succeeded')] } as const
    const events = run.send({ ...seen, observations: [...seen.observations] })
    expect(run.wants([], { events })).toContainEqual({ type: 'notify', milestones: ['finished'] })
  })

  it('wants nothing where nobody wants to know', () => {
    const run = startedRun(plan, { horizon: 5_000 })
    run.sees('a', 'succeeded')
    expect(run.check().filter(({ type }) => type === 'notify')).toEqual([])
  })

  it('asks again after a redelivery and with each check, until it is known', () => {
    const run = endedRun()
    const both = { type: 'notify', milestones: ['started', 'finished'] }
    expect(run.wants([claimsMade], { redelivered: true })).toContainEqual(both)
    expect(run.check()).toContainEqual(both)
    expect(run.send(told('started'))).toEqual([{ type: 'run.notified', milestone: 'started' }])
    expect(run.check()).toContainEqual({ type: 'notify', milestones: ['finished'] })
    run.send(told('finished'))
    expect(run.check().filter(({ type }) => type === 'notify')).toEqual([])
  })

  it('hears once that it was told', () => {
    const run = endedRun()
    run.send(told('finished'))
    expect(run.send(told('finished'))).toEqual([])
  })

  it('does not say of a run that was refused its claims that it has started', () => {
    const run = runUnderTest(plan, settings)
    const refused = { ...claimsMade, refused: { reason: 'Forbidden', message: 'no' } }
    const events = run.send(refused)
    expect(run.wants([refused], { events })).toContainEqual({ type: 'notify', milestones: ['finished'] })
  })

  it('keeps the run open until it is told, and then asks for the close', () => {
    const run = endedRun()
    run.send(told('started'))
    expect(run.send(released)).toEqual([{ type: 'pods.released', attempts: [[0, 0]] }])
    const events = run.send(told('finished'))
    expect(run.wants([told('finished')], { events })).toContainEqual({ type: 'release', attempts: [], last: true })
    expect(run.send({ ...released, attempts: [] })).toEqual([{ type: 'run.closed' }])
    expect(run.send(told('finished'))).toEqual([])
  })

  it('closes the run after a day without having told', () => {
    const run = endedRun()
    expect(run.later(day - 5_001).send(released)).toHaveLength(1)
    expect(run.later(1).send({ ...released, attempts: [] })).toEqual([{ type: 'run.closed' }])
  })
})
