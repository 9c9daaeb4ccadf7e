import { describe, expect, it } from 'vitest'
import { followLog } from '../../../../lib/core/audit/follow-log.ts'
import type { Event } from '../../../../lib/core/event.ts'
import type { IndexedPlan } from '../../../../lib/core/plan.ts'
import { close, entriesOf, succeededRun } from '../../../support/audited-run.ts'
import { planOf } from '../../../support/plan.ts'
import { runUnderTest, startedRun } from '../../../support/run-under-test.ts'

type RunUnderTest = ReturnType<typeof runUnderTest>

/** Why these events cannot be the next entry of the run. */
const whyNot = (run: RunUnderTest, ...events: Event[]): string | undefined => {
  const log = followLog(run.plan)
  const entries = entriesOf(run)
  for (const entry of entries) expect(log.fold(entry)).toBeUndefined()
  expect(log.state).toEqual({ ...run.state, seq: entries.length })
  return log.fold({ seq: entries.length + 1, at: run.now, causes: [], events })
}

const ready = (...tasks: number[]): Event => ({ type: 'tasks.ready', tasks })
const running = (task: number, attempt = 0, uid = `uid-${task}`): Event => ({
  type: 'attempt.running',
  task,
  attempt,
  uid,
})
const stopping = (task: number): Event => ({
  type: 'attempt.stopping',
  task,
  attempt: 0,
  phase: 'Cancelled',
  reason: 'x',
})
const over = (task: number, attempt = 0, uid?: string): Event => ({
  type: 'attempt.ended',
  task,
  attempt,
  phase: 'Failed',
  reason: 'x',
  uid,
})
const retried = (task: number, attempt: number): Event => ({ type: 'task.retried', task, attempt, notBefore: 0 })
const ended = (phase: 'Succeeded' | 'Failed' | 'Skipped', ...tasks: number[]): Event => ({
  type: 'tasks.ended',
  tasks,
  phase,
  reason: 'x',
})
const expanded = (task: number, count: number): Event => ({
  type: 'task.expanded',
  task,
  combinations: Array.from({ length: count }, (_, n) => ({ n: String(n) })),
})
const runStopping: Event = { type: 'run.stopping', phase: 'Cancelled', scope: 'run', reason: 'x' }
const told = (milestone: 'started' | 'finished'): Event => ({ type: 'run.notified', milestone })
const runEnded: Event = { type: 'run.ended', phase: 'Succeeded', reason: 'x' }
const opening = (run: RunUnderTest): Event => run.log[0]!.events[0]!

const matrix = { params: [{ name: 'n', values: ['0', '1'] }], include: [] }
const plain = planOf({ a: { retry: { limit: 2 } }, b: { needs: ['a'] }, c: {}, z: { finally: true } })
const fanned = planOf({ a: {}, m: { needs: ['a'], matrix }, last: { needs: ['m'] } })

const started = (plan: IndexedPlan = plain, settings = {}) => startedRun(plan, settings)
/** `a` has ended, and `m` has fanned out into tasks 3 and 4. */
const expandedRun = () => {
  const run = started(fanned)
  run.sees('a', 'succeeded')
  return run
}

describe('following a log', () => {
  it.each<[string, () => RunUnderTest, Event]>([
    ['opened', () => runUnderTest(plain), { type: 'claims.made' }],
    ['started', () => startedRun(plain), runStopping],
    ['fanned out', () => expandedRun(), runStopping],
    ['ended', () => succeededRun(plain), { type: 'pods.released', attempts: [[0, 0]] }],
  ])('comes to the state that the engine came to, and goes on: %s', (_, run, event) => {
    expect(whyNot(run(), event)).toBeUndefined()
  })

  it('does not go on from the events before the one that does not follow', () => {
    const run = started()
    const log = followLog(run.plan)
    for (const entry of entriesOf(run)) log.fold(entry)
    const events = [running(0), running(9), running(2)]
    expect(log.fold({ seq: 9, at: 0, causes: [], events })).toBe('attempt.running: there is no task 9')
    expect(log.state.tasks.map(({ phase }) => phase)).toEqual(['Running', 'Pending', 'Ready', 'Pending'])
    expect(log.state.seq).toBe(2)
  })
})

describe('the history of a run', () => {
  it('begins with its opening, and has no other', () => {
    const log = followLog(plain)
    expect(log.fold({ seq: 1, at: 0, causes: [], events: [{ type: 'claims.made' }] })).toBe(
      'claims.made: the log does not begin with the opening of the run',
    )
    const run = started()
    expect(whyNot(run, opening(run))).toBe('run.opened: the run is opened twice')
  })

  it.each<[string, () => RunUnderTest, Event]>([
    ['claims.made: the claims are made twice', started, { type: 'claims.made' }],
    ['run.ended: the run ends before 4 of its tasks', started, runEnded],
    ['run.ended: the run ends after it has ended', () => succeededRun(plain), runEnded],
    ['run.stopping: the run is stopped after it has ended', () => succeededRun(plain), runStopping],
    ['run.notified: that it started is told before it has', () => runUnderTest(plain), told('started')],
    ['run.notified: that it finished is told before it has', started, told('finished')],
    ['run.closed: the run is closed before it has ended', started, { type: 'run.closed' }],
    ['run.closed: the run is closed with 4 pods not released', () => succeededRun(plain), { type: 'run.closed' }],
    [
      'run.closed: something happens after the run was closed',
      () => close(succeededRun(plain)),
      { type: 'run.closed' },
    ],
    [
      'pods.released: 1 pods are released that are of no attempt that has ended',
      () => succeededRun(plain),
      {
        type: 'pods.released',
        attempts: [
          [0, 0],
          [0, 1],
        ],
      },
    ],
  ])('knows %s', (why, run, event) => {
    expect(whyNot(run(), event)).toBe(why)
  })

  it('is told once of each of its ends', () => {
    const twice = 'run.notified: that it started is told twice'
    expect(whyNot(started(), told('started'), told('started'))).toBe(twice)
    expect(whyNot(succeededRun(plain), told('started'), told('finished'))).toBeUndefined()
  })

  it('has no claims made after the end of the run', () => {
    const run = runUnderTest(plain)
    run.send({ type: 'run.cancel', runId: '' as never })
    expect(run.state.phase).toBe('Cancelled')
    expect(whyNot(run, { type: 'claims.made' })).toBe('claims.made: the run gets its claims after it has ended')
  })
})

describe('the history of a task', () => {
  const windowed = () => started(planOf({ a: {}, b: {}, c: {} }), { maxPodsInFlight: 2 })

  it.each<[string, () => RunUnderTest, Event]>([
    ['tasks.ready: there is no task 9', started, ready(9)],
    ['tasks.ready: a task begins twice', started, ready(1, 1)],
    ['tasks.ready: task "a" has begun already: it is Ready', started, ready(0)],
    ['tasks.ready: task "b" begins before "a" has ended', started, ready(1)],
    ['tasks.ready: task "z" is final, and begins before the others have ended', started, ready(3)],
    ['tasks.ready: task "a" begins while the run is Pending', () => runUnderTest(plain), ready(0)],
    ['tasks.ready: task "a" has begun already: it is Succeeded', () => succeededRun(plain), ready(0)],
    ['tasks.ready: 1 tasks begin, and the window has room for 0', windowed, ready(2)],
    ['tasks.ready: task "last" begins before "m" has ended', expandedRun, ready(2)],
    ['task.expanded: task "m" has begun already: it is Running', expandedRun, expanded(1, 2)],
    ['task.expanded: task "m" begins before "a" has ended', () => started(fanned), expanded(1, 2)],
    ['task.expanded: task "z" is final, and begins before the others have ended', started, expanded(3, 2)],
    ['task.expanded: there is no task 9', started, expanded(9, 2)],
  ])('knows %s', (why, run, event) => {
    expect(whyNot(run(), event)).toBe(why)
  })

  it('does not begin after the run was stopped', () => {
    const run = started(planOf({ a: {}, b: {} }), { maxPodsInFlight: 1 })
    run.sees('a', 'running')
    expect(whyNot(run, runStopping, over(0), ended('Failed', 0), ready(1))).toBe(
      'tasks.ready: task "b" begins after the run was stopped',
    )
  })

  it('fans out where it has a matrix, and only there, and not too far', () => {
    const afterA = (...events: Event[]) =>
      whyNot(started(fanned, { maxMatrix: 2 }), over(0), ended('Succeeded', 0), ...events)
    expect(afterA(expanded(1, 2))).toBeUndefined()
    expect(afterA(ready(1))).toBe('tasks.ready: task "m" begins without having fanned out')
    expect(afterA(expanded(1, 3))).toBe('task.expanded: task "m" fans out into more than 2 instances')
    expect(afterA(expanded(1, 2), expanded(3, 2))).toBe('task.expanded: task "m-0" fans out, and has no matrix')
    const none = started(planOf({ a: {}, b: {} }), { maxPodsInFlight: 1 })
    expect(whyNot(none, expanded(1, 1))).toBe('task.expanded: task "b" fans out, and has no matrix')
  })

  it.each<[string, () => RunUnderTest, Event[]]>([
    ['attempt.running: there is no task 9', started, [running(9)]],
    ['attempt.running: task "b" has no attempt under way: it is Pending', started, [running(1)]],
    ['attempt.running: task "a" has no attempt under way: it is Succeeded', () => succeededRun(plain), [running(0)]],
    ['attempt.running: task "m" has no attempt under way: it is Running', expandedRun, [running(1)]],
    ['attempt.running: task "a" is at attempt 0, not 1', started, [running(0, 1)]],
    ['attempt.running: task "a" has pod uid-0 for attempt 0, not other', started, [running(0), running(0, 0, 'other')]],
    ['attempt.running: task "a" has ended its attempt 0 already', started, [over(0), running(0)]],
    ['attempt.ended: task "a" has ended its attempt 0 already', started, [over(0), over(0)]],
    ['attempt.ended: task "a" has pod uid-0 for attempt 0, not other', started, [running(0), over(0, 0, 'other')]],
    ['attempt.stopping: task "a" is given up without a pod, and has not ended', started, [stopping(0)]],
    ['attempt.stopping: task "a" is given up twice', started, [running(0), stopping(0), stopping(0)]],
    ['task.retried: task "a" is tried again before attempt 0 has ended', started, [retried(0, 1)]],
    ['task.retried: task "a" goes from attempt 0 to 2', started, [over(0), retried(0, 2)]],
    ['task.retried: there is no task 9', started, [retried(9, 1)]],
    ['attempt.ended: nothing follows for task "a" from the end of its attempt', started, [over(0)]],
    ['tasks.ended: a task ends twice', started, [ended('Skipped', 1, 1)]],
    ['tasks.ended: there is no task 9', started, [ended('Skipped', 9)]],
    ['tasks.ended: task "a" has ended already: it is Succeeded', () => succeededRun(plain), [ended('Failed', 0)]],
    ['tasks.ended: task "a" ends before its attempt 0', started, [ended('Failed', 0)]],
    ['tasks.ended: task "m" ends before its instances', expandedRun, [ended('Failed', 1)]],
    ['tasks.ended: task "b" succeeds without having begun', started, [ended('Succeeded', 1)]],
  ])('knows %s', (why, run, events) => {
    expect(whyNot(run(), ...events)).toBe(why)
  })

  it.each<[string, () => RunUnderTest, Event[]]>([
    ['a pod that is seen again', started, [running(0), running(0)]],
    [
      'an end without a pod, and the next attempt',
      started,
      [over(0), retried(0, 1), running(0, 1), over(0, 1, 'uid-0')],
    ],
    ['a skip of what has not begun', started, [ended('Skipped', 1, 3)]],
    ['a pod that is given up, and its end', started, [running(0), stopping(0), over(0), ended('Failed', 0)]],
    ['an end with the pod’s uid', started, [running(0), over(0, 0, 'uid-0'), ended('Failed', 0)]],
  ])('lets %s follow', (_, run, events) => {
    const last = events.at(-1)!
    const more = last.type === 'attempt.ended' ? [retried(0, last.attempt + 1)] : []
    expect(whyNot(run(), ...events, ...more)).toBeUndefined()
  })
})
