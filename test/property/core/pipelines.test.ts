import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atoms, decide } from '../../../lib/core/decide/decide.ts'
import { Entry } from '../../../lib/core/event.ts'
import type { WorkMessage } from '../../../lib/core/message.ts'
import { outcome } from '../../../lib/core/outcome.ts'
import { replay } from '../../../lib/core/replay.ts'
import { joinInstances } from '../../../lib/core/rule/join.ts'
import { becomeReady } from '../../../lib/core/rule/readiness.ts'
import { hasEnded, RunState } from '../../../lib/core/run.ts'
import { scopeOf } from '../../../lib/core/scope.ts'
import { wants } from '../../../lib/core/wants.ts'
import { arbitraryPipeline, type PipelineCase } from '../../support/arbitrary-pipeline.ts'
import { type Disturbance, drivePipeline, type PipelineRun, type Schedule } from '../../support/drive-pipeline.ts'
import { chronicleOf, outcomesOf } from '../../support/pipeline-chronicle.ts'
import { pipelineOutcomes, runEnd } from '../../support/pipeline-oracle.ts'
import { expectAllowed, expectStopped } from '../../support/pipeline-promises.ts'
import { runId } from '../../support/run-under-test.ts'

const schedule: fc.Arbitrary<Schedule> = fc.record({
  choices: fc.array(fc.nat({ max: 10_000 }), { minLength: 5, maxLength: 60 }),
  window: fc.integer({ min: 1, max: 5 }),
})
const mode = fc.constantFrom('all' as const, 'finally' as const, 'stop' as const)
const cancel = fc.record({ round: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 20 })), mode })
const limit = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined })
const disturbance = fc.record({
  cancels: fc.array(cancel, { maxLength: 3 }),
  pendingTimeout: limit(100),
  attempt: limit(300),
  run: limit(1_000),
  tasks: limit(500),
  finally: limit(300),
})

/** The case with short limits of time, and what disturbs it. */
const disturbed = (
  { plan, ...one }: PipelineCase,
  { cancels, pendingTimeout, attempt, ...limits }: typeof disturbance extends fc.Arbitrary<infer D> ? D : never,
): { one: PipelineCase; by: Disturbance } => {
  const of = (ms: number | undefined, reason: string) =>
    ms ? { ms, reason, message: `more than ${ms} ms` } : undefined
  const timeouts = Object.fromEntries(
    Object.entries(limits).flatMap(([name, ms]) => (ms ? [[name, of(ms, 'PipelineRunTimeout')]] : [])),
  )
  const tasks = plan.tasks.map((task) => ({ ...task, timeout: of(attempt, 'TaskRunTimeout') ?? task.timeout }))
  return {
    one: { ...one, plan: { ...plan, timeouts, tasks } },
    by: { cancels, settings: pendingTimeout ? { pendingTimeout } : {} },
  }
}

const outline = (outcomes: readonly { phase: string; reason: string; instances?: unknown[] }[]): unknown[] =>
  outcomes.map(({ phase, reason, instances }) => ({
    phase,
    reason,
    instances: instances && outline(instances as { phase: string; reason: string }[]),
  }))

const entriesOf = (run: PipelineRun): Entry[] =>
  run.log.map(({ at, events }, n) => Entry.parse(JSON.parse(JSON.stringify({ seq: n + 1, at, causes: [], events }))))

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

const releasedOnce = (run: PipelineRun): void => {
  const ended = run.log.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'attempt.ended' ? [`${event.task}/${event.attempt}`] : [])),
  )
  const kept = run.state.unreleased.map(({ task, attempt }) => `${task}/${attempt}`)
  expect(kept).toEqual(ended)
  expect(new Set(kept).size).toBe(kept.length)
  expect(run.state.unreleased.map(({ ordinal }) => ordinal)).toEqual(kept.map((_, n) => n))
}

describe('pipelines', () => {
  it('end as the oracle says, task by task and instance by instance, in the same words', () => {
    fc.assert(
      fc.property(arbitraryPipeline, schedule, (one, how) => {
        const run = drivePipeline(one, how)
        const chronicle = chronicleOf(one, run)
        const expected = pipelineOutcomes(one, chronicle.isDecidedBeforeFailure)
        expect(outline(outcomesOf(one, run))).toEqual(outline(expected))
        expect(outcomesOf(one, run).map(({ results }) => results)).toEqual(expected.map(({ results }) => results))
        const { counts, results, ...end } = runEnd(one, expected)
        expect(run.state).toMatchObject(end)
        if (counts) expect(run.state.message?.startsWith(counts)).toBe(true)
        expect(run.state.results ?? {}).toEqual(results)
        expectAllowed(one, run)
        releasedOnce(run)
      }),
      { numRuns: 700 },
    )
  })

  it('start and end nothing that a cancel or a limit of time forbids, whenever it comes', () => {
    fc.assert(
      fc.property(arbitraryPipeline, schedule, disturbance, (plain, how, what) => {
        const { one, by } = disturbed(plain, what)
        const run = drivePipeline(one, how, {
          ...by,
          after: (run, messages) => {
            expect(run.state.inFlight.length).toBeLessThanOrEqual(how.window)
            expectStopped(run, messages)
          },
        })
        expect(run.state.tasks.every(({ phase }) => hasEnded(phase))).toBe(true)
        expectAllowed(one, run)
        const { phase, reason, results } = runEnd(one, outcomesOf(one, run), run.state.stopping)
        expect(run.state).toMatchObject({ phase, reason })
        expect(run.state.results ?? {}).toEqual(results)
        releasedOnce(run)
      }),
      { numRuns: 850 },
    )
  })

  it('leave a log whose replay is the state, whole and from any point on', () => {
    fc.assert(
      fc.property(arbitraryPipeline, schedule, disturbance, fc.nat(), (plain, how, what, cut) => {
        const { one, by } = disturbed(plain, what)
        const run = drivePipeline(one, how, by)
        const entries = entriesOf(run)
        const whole = replay(one.plan, entries)
        expect({ ...whole, seq: 0 }).toEqual(run.state)
        const head = RunState.parse(
          JSON.parse(JSON.stringify(replay(one.plan, entries.slice(0, cut % entries.length)))),
        )
        expect(replay(one.plan, entries.slice(cut % entries.length), head)).toEqual(whole)
      }),
      { numRuns: 150 },
    )
  })

  it('ask for every ready attempt and for the end of every one given up, at once and whenever a message comes again', () => {
    fc.assert(
      fc.property(arbitraryPipeline, schedule, disturbance, (plain, how, what) => {
        const { one, by } = disturbed(plain, what)
        drivePipeline(one, how, {
          ...by,
          after: (run, messages, events) => {
            const { tasks } = run.state
            const asked = (redelivered: boolean) => run.wants(messages, { events, redelivered })
            const dispatched = (redelivered: boolean) =>
              asked(redelivered).flatMap((want) => (want.type === 'dispatch' ? want.attempts.map(String) : []))
            const isReady = (index: number) => tasks[index]!.phase === 'Ready'
            const ready = run.state.inFlight.filter(isReady)
            expect(dispatched(true)).toEqual(expect.arrayContaining(ready.map((n) => `${n},${tasks[n]!.attempt}`)))
            const fresh = events.flatMap((event) => {
              if (event.type === 'tasks.ready') return event.tasks
              return event.type === 'task.retried' ? [event.task] : []
            })
            const news = [...new Set(fresh)].filter(isReady).map((n) => `${n},${tasks[n]!.attempt}`)
            expect(dispatched(false)).toEqual(expect.arrayContaining(news))
            const stopped = asked(true).flatMap((want) => (want.type === 'stop' ? want.pods.map(({ uid }) => uid) : []))
            const givenUp = tasks.filter(({ phase, stopping }) => phase === 'Running' && stopping)
            expect(stopped).toEqual(expect.arrayContaining(givenUp.map(({ uid }) => uid)))
          },
        })
      }),
      { numRuns: 150 },
    )
  })

  it('are decided on and asked about without a change to the state', () => {
    fc.assert(
      fc.property(arbitraryPipeline, schedule, disturbance, (plain, how, what) => {
        const { one, by } = disturbed(plain, what)
        const ask = ({ plan, state: live, now }: PipelineRun, messages: WorkMessage[]) => {
          const state = deepFreeze(structuredClone(live))
          for (const message of messages.flatMap(atoms)) {
            const events = decide(plan, state, { message, now })
            wants(state, scopeOf(state, { messages, events, redelivered: true }), now)
          }
          expect([joinInstances, becomeReady, outcome].flatMap((rule) => rule(plan, state))).toEqual([])
        }
        deepFreeze(one.plan)
        const run = drivePipeline(one, how, { ...by, before: ask })
        ask(run, [
          { type: 'run.check', runId },
          { type: 'run.cancel', runId },
        ])
      }),
      { numRuns: 150 },
    )
  })
})
