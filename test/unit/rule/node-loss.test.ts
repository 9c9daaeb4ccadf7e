import { describe, expect, it } from 'vitest'
import { dueAt } from '../../../lib/core/rule/check.ts'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'

const plan = planOf({ a: { timeout: { ms: 5_000, reason: 'TaskRunTimeout', message: 'too long' } } })
const settings = { nodeLostTimeout: 100_000, checkInterval: 1_000_000 }
const ofGrace = (seconds: number) =>
  planOf(
    { a: {} },
    { pods: planOf({ a: {} }).pods.map((pod) => ({ ...pod, spec: { terminationGracePeriodSeconds: seconds } })) },
  )

describe('node-loss', () => {
  it('gives up a pod that was asked to go and says nothing of its end, and tries again elsewhere', () => {
    const run = startedRun(planOf({ a: {} }), settings)
    run.sees('a', 'running', { startedAt: 0 })
    run.sees('a', 'running', { startedAt: 0, deleting: true, disrupted: true })
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now + 130_000)
    run.later(129_999).check()
    expect(run.task('a')).toMatchObject({ phase: 'Running', attempt: 0 })
    run.later(1).check()
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 1, disruptions: 1, failures: 0 })
    expect(run.state.unreleased).toMatchObject([{ task: 0, attempt: 0, uid: 'uid-a-0', lost: true }])
    expect(run.task('a').leavingAt).toBeUndefined()
  })

  it('counts from the first time that the pod was seen to be leaving, and after its own grace', () => {
    const run = startedRun(ofGrace(2), settings)
    run.sees('a', 'running', { startedAt: 0, deleting: true })
    expect(run.later(50_000).sees('a', 'running', { startedAt: 0, deleting: true })).toEqual([])
    expect(dueAt(run.plan, run.state, run.now)).toBe(run.now - 50_000 + 102_000)
  })

  it('ends what was given up before as what it was given up for', () => {
    const run = startedRun(plan, settings)
    run.sees('a', 'running', { startedAt: run.now })
    run.later(5_000).check()
    expect(run.task('a')).toMatchObject({ phase: 'Running', stopping: { reason: 'TaskRunTimeout' } })
    run.later(130_000).check()
    expect(run.task('a')).toMatchObject({ phase: 'TimedOut', reason: 'TaskRunTimeout' })
    expect(run.state.phase).toBe('Failed')
  })

  it('gives up several at once, and skips what needs them once', () => {
    const { timeout } = plan.tasks[0]!
    const run = startedRun(planOf({ a: { timeout }, b: { timeout }, c: { needs: ['a', 'b'] } }), settings)
    for (const task of ['a', 'b']) run.sees(task, 'running', { startedAt: run.now })
    run.later(5_000).check()
    run.later(130_000).check()
    expect(run.phases()).toEqual({ a: 'TimedOut', b: 'TimedOut', c: 'Skipped' })
    const ended = run.log.flatMap(({ events }) =>
      events.flatMap((one) => (one.type === 'tasks.ended' ? one.tasks : [])),
    )
    expect(ended).toEqual([0, 2, 1])
  })

  it('leaves a pod alone that nobody has told to go, and one that was never seen', () => {
    const run = startedRun(planOf({ a: {}, b: {} }), settings)
    run.sees('a', 'running', { startedAt: 0 })
    run.later(10_000_000).check()
    expect(run.phases()).toEqual({ a: 'Running', b: 'Ready' })
  })

  it('does not count what the old pod says when its node is back', () => {
    const run = startedRun(planOf({ a: {} }), settings)
    run.sees('a', 'running', { startedAt: 0, deleting: true })
    run.later(200_000).check()
    expect(run.sees('a', 'succeeded', { attempt: 0, uid: 'uid-a-0' })).toEqual([])
    expect(run.task('a')).toMatchObject({ phase: 'Ready', attempt: 1 })
  })
})
