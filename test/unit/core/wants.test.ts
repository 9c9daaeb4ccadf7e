import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const plan = planOf({ a: { retry: { limit: 2 } }, b: { needs: ['a'] } })
const observed = (run: ReturnType<typeof startedRun>, ...observations: ReturnType<typeof run.seen>[]) =>
  ({ type: 'pods.observed', runId, observations }) as const

describe('wants', () => {
  it('asks to archive what a pod has ended, and to dispatch what that made ready', () => {
    const run = startedRun(plan)
    const message = observed(run, run.seen('a', 'succeeded'))
    const events = run.send(message)
    expect(run.wants([message], { events })).toEqual([
      { type: 'dispatch', attempts: [[1, 0]], notBefore: 0 },
      { type: 'archive', attempts: [[0, 0]] },
    ])
  })

  it('asks the same of a duplicate that changes nothing, so that a crash after the append loses nothing', () => {
    const run = startedRun(plan)
    const message = observed(run, run.seen('a', 'succeeded'))
    const first = run.wants([message], { events: run.send(message) })
    expect(run.send(message)).toEqual([])
    expect(run.wants([message], { redelivered: true })).toEqual(first)
  })

  it('asks for a retry at its time, together with others of that time', () => {
    const run = startedRun(planOf({ a: {}, b: {} }), { disruptionBackoff: 100 })
    const gone = observed(
      run,
      run.seen('a', 'failed', { disrupted: true }),
      run.seen('b', 'failed', { disrupted: true }),
    )
    const events = run.send(gone)
    const [dispatch] = run.wants([gone], { events })
    expect(dispatch).toEqual({
      type: 'dispatch',
      attempts: [
        [0, 1],
        [1, 1],
      ],
      notBefore: run.now + 100,
    })
  })

  it('has the pod of an earlier attempt deleted if that attempt ended without it', () => {
    const run = startedRun(plan)
    run.sees('a', 'failed', { uid: 'first' })
    const late = observed(run, run.seen('a', 'running', { attempt: 0, uid: 'second' }))
    expect(run.wants([late])).toContainEqual({
      type: 'stop',
      pods: [{ task: 0, attempt: 0, uid: 'second', how: 'delete' }],
    })
  })

  it('has a second pod of the current attempt deleted', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { uid: 'first', startedAt: 1 })
    const second = observed(run, run.seen('a', 'running', { uid: 'second' }))
    expect(run.send(second)).toEqual([])
    expect(run.wants([second])).toEqual([
      { type: 'stop', pods: [{ task: 0, attempt: 0, uid: 'second', how: 'delete' }] },
    ])
  })

  it('leaves alone a pod that ended its attempt and is seen running late', () => {
    const run = startedRun(plan)
    run.sees('a', 'succeeded', { uid: 'first' })
    expect(run.wants([observed(run, run.seen('a', 'running', { uid: 'first' }))])).toEqual([])
  })

  it('leaves alone what is not this run’s: another nonce, an unknown task, an attempt or task still to come', () => {
    const run = startedRun(plan)
    const foreign = [
      run.seen('a', 'running', { nonce: 'other', attempt: 7 }),
      run.seen('a', 'running', { task: 99 }),
      run.seen('a', 'running', { attempt: 7 }),
      run.seen('b', 'running', {}),
      run.seen('a', 'running', { uid: undefined, attempt: 7 }),
      run.seen('a', 'failed', { attempt: 7 }),
    ]
    expect(run.wants([observed(run, ...foreign)])).toEqual([{ type: 'dispatch', attempts: [[0, 0]], notBefore: 0 }])
  })

  it('does not take an attempt for running that was seen without a uid', () => {
    const run = startedRun(plan)
    expect(run.sees('a', 'running', { uid: undefined })).toEqual([])
    expect(run.task('a').phase).toBe('Ready')
  })

  it('keeps the node on which the run last had a pod', () => {
    const run = startedRun(plan)
    run.sees('a', 'running', { node: 'n1', startedAt: 1 })
    expect(run.state.lastNode).toBe('n1')
    run.sees('a', 'succeeded', { node: 'n2' })
    expect(run.state.lastNode).toBe('n2')
  })
})
