import { describe, expect, it } from 'vitest'
import { cloudEvent } from '../../../../lib/cli/progress/cloud-event.ts'
import { detailsOf, plainLine } from '../../../../lib/cli/progress/plain.ts'
import { foldEntry, type Transition } from '../../../../lib/cli/progress/transition.ts'
import { plainPaint } from '../../../../lib/cli/terminal/paint.ts'
import { unopened } from '../../../../lib/core/run.ts'
import { RunSettings } from '../../../../lib/core/settings.ts'
import { planOf } from '../../../support/plan.ts'
import { runId, type runUnderTest, startedRun } from '../../../support/run-under-test.ts'

const told = ({ log, plan }: ReturnType<typeof runUnderTest>) => {
  const state = unopened(RunSettings.parse({}))
  const transitions = log.flatMap(({ at, events }, index) =>
    foldEntry(plan, state, { seq: index + 1, at, causes: [], events }),
  )
  return { state, transitions }
}
const lines = (run: ReturnType<typeof runUnderTest>): string[] => {
  const line = plainLine(run.plan, { run: 'test', paint: plainPaint })
  return told(run).transitions.map((transition) => line(transition).slice('1970-01-01T00:00:01Z '.length))
}

describe('foldEntry', () => {
  it('gives the same state as the engine has, and one line for each step that people are told about', () => {
    const run = startedRun(planOf({ clone: {}, unit: { needs: ['clone'] } }))
    run.sees('clone', 'running', { startedAt: 1_000 })
    run.later(6_000).sees('clone', 'succeeded', { startedAt: 1_000, finishedAt: 7_000, exitCode: 0 })
    run.sees('unit', 'failed', {
      startedAt: 7_000,
      finishedAt: 19_000,
      exitCode: 2,
      reason: 'Error',
      message: 'exit code 2',
    })
    expect(lines(run)).toEqual([
      'run   test   Running',
      'task  clone  Running',
      'task  clone  Succeeded  6s',
      'task  unit   Failed     12s exit=2 reason=Error',
      'run   test   Failed     6s Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 0',
    ])
    const { state } = told(run)
    expect(state).toEqual({ ...run.state, seq: state.seq })
  })

  it('tells of an attempt that will be tried again, and counts attempts from 1', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 2 } } }))
    run.sees('a', 'failed', { exitCode: 1, reason: 'Error' })
    run.later(60_000).sees('a', 'succeeded', { exitCode: 0 })
    const [, first, second] = told(run).transitions
    expect(first).toMatchObject({ word: 'Failed', attempt: { number: 1, of: 3 }, exitCode: 1 })
    expect(first!.retryIn).toBeGreaterThanOrEqual(0)
    expect(second).toMatchObject({ word: 'Succeeded', attempt: { number: 2, of: 3 } })
  })

  it('says why a pod does not start, once', () => {
    const run = startedRun(planOf({ a: {} }))
    run.sees('a', 'pending', { reason: 'ImagePullBackOff', message: 'no such image' })
    run.sees('a', 'pending', { reason: 'ImagePullBackOff', message: 'still no such image' })
    expect(lines(run).slice(1)).toEqual(['task  a     Waiting    reason=ImagePullBackOff no such image'])
  })

  it('tells of what was skipped or cancelled without ever being tried', () => {
    const run = startedRun(planOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['b'] } }))
    run.sees('a', 'failed', { exitCode: 1, reason: 'Error' })
    expect(told(run).transitions.map(({ name, word }) => `${name} ${word}`)).toEqual([
      'test Running',
      'a Failed',
      'b Skipped',
      'c Skipped',
      'test Failed',
    ])
  })

  it('tells that a run is being stopped, and what that means for its tasks', () => {
    const run = startedRun(planOf({ a: {}, b: { needs: ['a'] } }))
    run.sees('a', 'running', { startedAt: 1_000 })
    run.send({ type: 'run.cancel', runId, reason: 'wrong branch' })
    expect(lines(run).slice(2)).toEqual([
      'run   test  Stopping   reason=Cancelled wrong branch',
      'task  a     Stopping   reason=Cancelled wrong branch',
      'task  b     Cancelled  wrong branch',
    ])
  })
})

describe('detailsOf', () => {
  it('leaves out what the word says already, and keeps a foreign message on its line', () => {
    const transition: Transition = {
      at: 0,
      subject: 'task',
      name: 'a',
      task: 0,
      word: 'Failed',
      phase: 'Failed',
      reason: 'Failed',
      message: 'a\nb',
      exitCode: 0,
    }
    expect(detailsOf(transition)).toBe('a b')
    expect(detailsOf({ ...transition, retryIn: 8_000 })).toBe('retry in 8s a b')
  })
})

describe('cloudEvent', () => {
  it('names what happened, and the same transition by the same id', () => {
    const run = startedRun(planOf({ a: { retry: { limit: 1 } } }))
    run.sees('a', 'failed', { exitCode: 1 })
    run.later(60_000).sees('a', 'succeeded', { exitCode: 0 })
    const source = { runId, namespace: 'ci', name: 'test', seq: 4, index: 0 }
    const events = told(run).transitions.map((transition) => cloudEvent(transition, source))
    expect(events.map(({ type }) => type)).toEqual([
      'dev.millrace.run.started.v1',
      'dev.millrace.task.retrying.v1',
      'dev.millrace.task.finished.v1',
      'dev.millrace.run.finished.v1',
    ])
    expect(events[2]).toMatchObject({
      specversion: '1.0',
      id: `${runId}/4/0`,
      source: '/namespaces/ci/runs/test',
      subject: 'test/a',
      data: { run: 'test', task: 'a', attempt: 2, phase: 'Succeeded' },
    })
  })
})
