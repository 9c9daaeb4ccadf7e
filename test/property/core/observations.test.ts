import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../../lib/core/observation.ts'
import { replay } from '../../../lib/core/replay.ts'
import { arbitraryCase, type Case } from '../../support/arbitrary-plan.ts'
import { oracle } from '../../support/oracle.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const final = (run: ReturnType<typeof startedRun>, { scripts }: Case, index: number): Observation => {
  const { attempt } = run.state.tasks[index]!
  const end = scripts[index]![attempt] ?? 'succeeded'
  const name = `t${index}`
  if (end === 'succeeded') return run.seen(name, 'succeeded', { exitCode: 0 })
  if (end === 'disrupted') return run.seen(name, 'failed', { disrupted: true, exitCode: 137 })
  return run.seen(name, 'failed', { exitCode: end.exitCode })
}

/**
 * Drives a run to its end. `choices` decides which pod is seen next, how, and in how many and which copies; whatever was
 * ever said may be said again.
 */
const drive = (one: Case, choices: readonly number[], maxPodsInFlight: number) => {
  const run = startedRun(one.plan, { maxPodsInFlight, disruptionBackoff: 0 })
  const said: Observation[] = []
  let at = 0
  const choose = (options: number): number => choices[at++ % choices.length]! % options
  for (let round = 0; run.state.open > 0; round++) {
    const { inFlight } = run.state
    const index = inFlight[choose(inFlight.length)]!
    const observations = [
      ...(choose(3) === 0 ? [run.seen(`t${index}`, 'pending')] : []),
      ...(choose(2) === 0 ? [run.seen(`t${index}`, 'running', { startedAt: run.now })] : []),
      ...(choose(4) > 0 || round % 4 === 3 ? [final(run, one, index)] : []),
    ]
    const again = Array.from({ length: said.length > 0 ? choose(3) : 0 }, () => said[choose(said.length)]!)
    said.push(...observations)
    const all = choose(2) === 0 ? [...observations, ...again] : [...again, ...observations]
    run.later(choose(50)).send({ type: 'pods.observed', runId, observations: all })
    expect(run.state.inFlight.length).toBeLessThanOrEqual(maxPodsInFlight)
    if (round > 2_000) throw new Error('the run does not end')
  }
  return run
}

const choices = fc.array(fc.nat({ max: 10_000 }), { minLength: 5, maxLength: 60 })

describe('observations', () => {
  it('give the phases that the oracle says, in any order and any number of copies', () => {
    fc.assert(
      fc.property(arbitraryCase, choices, fc.integer({ min: 1, max: 5 }), (one, order, window) => {
        const run = drive(one, order, window)
        const expected = oracle(one)
        expect(run.state.tasks.map(({ phase }) => phase)).toEqual(expected.tasks)
        expect(run.state.phase).toBe(expected.run)
      }),
      { numRuns: 400 },
    )
  })

  it('give a log whose replay is the state, whole and from any point on', () => {
    fc.assert(
      fc.property(arbitraryCase, choices, fc.nat(), (one, order, cut) => {
        const run = drive(one, order, 3)
        const entries = run.log.map(({ at, events }, n) => ({ seq: n + 1, at, causes: [], events }))
        const whole = replay(one.plan, entries)
        expect({ ...whole, seq: 0 }).toEqual({ ...run.state, seq: 0 })
        const head = JSON.parse(JSON.stringify(replay(one.plan, entries.slice(0, cut % entries.length))))
        expect(replay(one.plan, entries.slice(cut % entries.length), head)).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })

  it('leave every ended attempt to be released, once', () => {
    fc.assert(
      fc.property(arbitraryCase, choices, (one, order) => {
        const run = drive(one, order, 4)
        const ended = run.log.flatMap(({ events }) => events.filter(({ type }) => type === 'attempt.ended'))
        expect(run.state.unreleased).toHaveLength(ended.length)
        const names = run.state.unreleased.map(({ task, attempt }) => `${task}/${attempt}`)
        expect(new Set(names).size).toBe(names.length)
      }),
      { numRuns: 200 },
    )
  })
})
