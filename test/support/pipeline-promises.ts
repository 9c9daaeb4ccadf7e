import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { EventOf, StopScope } from '../../lib/core/event.ts'
import type { WorkMessage } from '../../lib/core/message.ts'
import { hasEnded } from '../../lib/core/run.ts'
import type { PipelineCase } from './arbitrary-pipeline.ts'
import type { PipelineRun } from './drive-pipeline.ts'
import { type Chronicle, chronicleOf, outcomesOf } from './pipeline-chronicle.ts'
import { joined, type Outcome, undisturbed, verdictOf, words } from './pipeline-oracle.ts'

const expectOneOf = (known: readonly object[], found: object, index: number): void =>
  assert.ok(
    known.some((one) => isDeepStrictEqual(one, found)),
    `task ${index} is ${JSON.stringify(found)}, expected one of ${JSON.stringify(known)}`,
  )

type Stop = Chronicle['stops'][number]

const covers = (scope: StopScope, isFinal: boolean): boolean => scope === 'run' || isFinal === (scope === 'finally')

/** What a stop makes of a task that has not begun. */
const endBy = ({ phase, scope, lets }: EventOf<'run.stopping'>): { phase: string; reason: string } => {
  if (phase === 'TimedOut') {
    const what = { run: '', tasks: ' Tasks', finally: ' Finally' }[scope]
    return { phase: 'Skipped', reason: `PipelineRun${what} timeout has been reached` }
  }
  if (scope === 'run') return { phase: 'Cancelled', reason: 'Cancelled' }
  return { phase: 'Skipped', reason: `PipelineRun was gracefully ${lets ? 'stopped' : 'cancelled'}` }
}

const widerThan: Record<StopScope, StopScope[]> = { tasks: ['finally', 'run'], finally: ['run'], run: [] }

/** That the run is stopped as hard as the messages, or its limits of time, have asked for. */
export const expectStopped = ({ plan, state, now }: PipelineRun, messages: readonly WorkMessage[]): void => {
  const { stopping, openedAt, openTasks, finallyAt, phase } = state
  if (hasEnded(phase)) return
  const isOver = (since: number | undefined, limit: { ms: number } | undefined): boolean =>
    since !== undefined && limit !== undefined && since + limit.ms <= now
  const asked = (mode: 'finally' | 'stop' | undefined) =>
    messages.some((message) => message.type === 'run.cancel' && message.mode === mode)
  const isChecked = messages.some(({ type }) => type === 'run.check')
  const { run, tasks, finally: final } = plan.timeouts ?? {}
  const over: StopScope[] = isChecked
    ? [
        ...(isOver(openedAt, run) ? (['run'] as const) : []),
        ...(isOver(finallyAt, final) ? (['finally'] as const) : []),
        ...(openTasks > 0 && isOver(openedAt, tasks) ? (['tasks'] as const) : []),
      ]
    : []
  // A check decides on one limit, the nearest; where there are several the next check decides on the next.
  if (over.length > 0) assert.equal(stopping?.lets, false)
  if (over.length === 1 && Object.keys(plan.timeouts!).length === 1)
    assert.ok([...widerThan[over[0]!], over[0]].includes(stopping!.scope))
  if (asked(undefined)) assert.equal(stopping?.scope, 'run')
  if (asked('finally')) assert.equal(stopping?.lets, false)
  if (asked('stop')) assert.ok(stopping)
  if (!stopping || stopping.lets) return
  for (const index of state.inFlight) {
    const task = state.tasks[index]!
    const isFinal = plan.tasks[task.of ?? index]!.finally === true
    if (covers(stopping.scope, isFinal)) assert.ok(task.stopping, `task ${index} goes on`)
  }
}

/**
 * What holds of every run, whenever it was stopped: what began was allowed to, what did not begin says why in the right
 * words, nothing began after what forbids it, and what nobody stopped ended as its script says.
 */
export const expectAllowed = (one: PipelineCase, run: PipelineRun): void => {
  const { plan } = one
  const chronicle = chronicleOf(one, run)
  const outcomes = outcomesOf(one, run)
  const { tasks } = run.state
  const { begun, ended, failure } = chronicle
  const isFinal = (index: number) => plan.tasks[tasks[index]!.of ?? index]!.finally === true
  const stopsOf = (index: number): Stop[] => chronicle.stops.filter(({ event }) => covers(event.scope, isFinal(index)))
  const lastOther = Math.max(...plan.tasks.map((task, n) => (task.finally ? 0 : ended.get(n)!)))

  /** Why a task that has not begun has ended; the moment decides between several. */
  const excuses = (index: number): { phase: string; reason: string }[] => {
    const at = ended.get(index)!
    const before = [...stopsOf(index)].filter((stop) => stop.at < at).map(({ event }) => endBy(event))
    const isStopped = !isFinal(index) && failure < at
    return [...before, ...(isStopped ? [{ phase: 'Skipped', reason: words.stopping }] : [])]
  }
  const isBehindFailure = (index: number): boolean =>
    plan.failurePolicy === 'continue' &&
    plan.tasks[index]!.needs.some((need) => {
      const { phase, reason } = outcomes[need]!
      const isBad = phase === 'Failed' || phase === 'TimedOut' || phase === 'Cancelled'
      return reason === 'DependencyFailed' || (isBad && plan.tasks[need]!.onError !== 'continue')
    })

  plan.tasks.forEach(({ needs, finally: isLast }, index) => {
    const { phase, reason } = outcomes[index]!
    const start = begun.get(index) ?? ended.get(index)!
    if (begun.has(index)) {
      for (const need of needs) assert.ok(ended.get(need)! < start, `task ${index} began before ${need} had ended`)
      if (isLast) assert.ok(lastOther < start, `final task ${index} began too early`)
      const verdict = verdictOf(one, index, (n) => outcomes[n]!)
      assert.equal(verdict.runs, true)
      const { instances } = tasks[index]!
      const params = instances && tasks.slice(instances.first, instances.first + instances.count).map((n) => n.params)
      assert.deepEqual(verdict.runs && verdict.combinations, params)
      assert.equal(isBehindFailure(index), false)
      return
    }
    const known = excuses(index)
    if (isBehindFailure(index)) known.push({ phase: 'Skipped', reason: 'DependencyFailed' })
    else if (needs.every((need) => ended.get(need)! < start) && (!isLast || lastOther < start)) {
      const verdict = verdictOf(one, index, (n) => outcomes[n]!)
      if (!verdict.runs) known.push({ phase: verdict.phase, reason: verdict.reason })
    }
    expectOneOf(known, { phase, reason }, index)
  })

  tasks.forEach((task, index) => {
    const at = begun.get(index)
    const forbidden = Math.min(...stopsOf(index).map((stop) => stop.at), isFinal(index) ? Infinity : failure)
    if (at !== undefined) assert.ok(at < forbidden, `task ${index} began after it was forbidden`)
    for (const { at: when } of chronicle.retried.filter((retry) => retry.task === index)) {
      const hard = stopsOf(index).filter(({ event }) => !event.lets)
      assert.ok(
        hard.every((stop) => when < stop.at),
        `task ${index} was retried after a stop`,
      )
    }
    if (task.instances) {
      const { phase, reason } = joined(outcomes[index]!.instances as Outcome[])
      const { phase: own, reason: why } = outcomes[index]!
      assert.deepEqual({ phase: own, reason: why }, { phase, reason })
      for (let n = 0; n < task.instances.count; n++)
        assert.ok(ended.get(task.instances.first + n)! < ended.get(index)!, `task ${index} joined too early`)
      return
    }
    const isHard = stopsOf(index).some(({ at: when, event }) => !event.lets && when < ended.get(index)!)
    if (at === undefined) {
      if (task.of !== undefined) expectOneOf(excuses(index), { phase: task.phase, reason: task.reason }, index)
      return
    }
    if (isHard || chronicle.givenUp.has(index)) return
    const { phase, reason, results } = undisturbed(one, task.of ?? index, task.instance)
    const own = { phase: task.phase, reason: task.reason, results: task.results ?? {} }
    assert.deepEqual(own, { phase, reason, results }, `task ${index}`)
  })
}
