import type { Event } from '../../lib/core/event.ts'
import { evolve } from '../../lib/core/evolve.ts'
import { type CheckPage, RunId, type WorkMessage } from '../../lib/core/message.ts'
import type { Observation } from '../../lib/core/observation.ts'
import type { IndexedPlan } from '../../lib/core/plan.ts'
import { type RunState, unopened } from '../../lib/core/run.ts'
import { scopeOf } from '../../lib/core/scope.ts'
import { RunSettings } from '../../lib/core/settings.ts'
import { step } from '../../lib/core/step.ts'
import { type Want, wants } from '../../lib/core/wants.ts'

export const runId = RunId.parse('8a1b2c3d-0000-8000-8000-000000000001')
export const nonce = 'n0nce'

/** One run on the pure core: messages in, events and wants out. Time is what the test says. */
export const runUnderTest = (plan: IndexedPlan, settings: Partial<RunSettings> = {}) => {
  const state: RunState = unopened(RunSettings.parse({}))
  const log: { at: number; events: Event[] }[] = []
  const run = {
    plan,
    state,
    log,
    now: 1_000,
    /** Decides on messages; answers the events. */
    send: (...messages: WorkMessage[]): Event[] => {
      const events = step(plan, state, { messages, now: run.now }).flat()
      if (events.length > 0) log.push({ at: run.now, events })
      return events
    },
    sees: (task: string, phase: Observation['phase'], more: Partial<Observation> = {}): Event[] =>
      run.send({ type: 'pods.observed', runId, observations: [run.seen(task, phase, more)] }),
    seen: (name: string, phase: Observation['phase'], more: Partial<Observation> = {}): Observation => {
      const task = plan.tasks.findIndex((one) => one.name === name)
      const attempt = more.attempt ?? state.tasks[task]?.attempt ?? 0
      return { task, attempt, uid: `uid-${name}-${attempt}`, nonce, phase, ...more }
    },
    wants: (messages: WorkMessage[], options: { events?: Event[]; redelivered?: boolean } = {}): Want[] => {
      const { events = [], redelivered = false } = options
      return wants(state, scopeOf(state, { messages, events, redelivered }), run.now)
    },
    check: (page?: CheckPage): Want[] => {
      const message = { type: 'run.check', runId, page } as const
      const events = run.send(message)
      return run.wants([message], { events })
    },
    task: (name: string) => state.tasks[plan.tasks.findIndex((one) => one.name === name)]!,
    phases: () => Object.fromEntries(plan.tasks.map(({ name }, index) => [name, state.tasks[index]!.phase])),
    later: (ms: number) => {
      run.now += ms
      return run
    },
  }
  const opened: Event = {
    type: 'run.opened',
    name: 'test',
    namespace: 'default',
    plan: 'hash',
    nonce,
    body: 'body',
    settings: RunSettings.parse(settings),
  }
  evolve(plan, state, opened, run.now)
  log.push({ at: run.now, events: [opened] })
  return run
}

/** A run whose claims are made. */
export const startedRun = (plan: IndexedPlan, settings: Partial<RunSettings> = {}) => {
  const run = runUnderTest(plan, settings)
  run.send({ type: 'claims.made', runId })
  return run
}
