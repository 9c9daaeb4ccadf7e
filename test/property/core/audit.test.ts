import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditRun } from '../../../lib/core/audit/audit-run.ts'
import type { Event } from '../../../lib/core/event.ts'
import { replay } from '../../../lib/core/replay.ts'
import { arbitraryPipeline } from '../../support/arbitrary-pipeline.ts'
import { close, factsOf } from '../../support/audited-run.ts'
import { drivePipeline } from '../../support/drive-pipeline.ts'

const schedule = fc.record({
  choices: fc.array(fc.nat({ max: 10_000 }), { minLength: 5, maxLength: 60 }),
  window: fc.integer({ min: 1, max: 5 }),
})
const cancel = fc.record({
  round: fc.nat({ max: 20 }),
  mode: fc.constantFrom('all' as const, 'finally' as const, 'stop' as const),
})
/** Any run, driven to its end and closed. */
const closedRun = fc
  .tuple(arbitraryPipeline, schedule, fc.array(cancel, { maxLength: 2 }))
  .map(([one, when, cancels]) => close(drivePipeline(one, when, { cancels })))

/** Events that may come again, and say nothing else the second time. */
const repeatable = new Set<Event['type']>(['attempt.running', 'run.stopping'])

describe('audit', () => {
  it('finds nothing in any run that was decided on, wherever its header and its snapshot stand', () => {
    fc.assert(
      fc.property(closedRun, fc.nat(), (run, pick) => {
        const { entries } = factsOf(run)
        const { phase } = run.state
        const isOfPhase = (seq: number) => replay(run.plan, entries.slice(0, seq)).phase === phase
        const seqs = entries.map(({ seq }) => seq).filter(isOfPhase)
        const headerSeq = seqs[pick % seqs.length]!
        expect(auditRun(factsOf(run, { headerSeq, snapshotSeq: 1 + (pick % entries.length) }))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('finds every event that comes a second time, where that is not one that may', () => {
    fc.assert(
      fc.property(closedRun, fc.nat(), (run, pick) => {
        const facts = factsOf(run)
        const { events } = facts.entries[pick % facts.entries.length]!
        const event = events[pick % events.length]!
        fc.pre(!repeatable.has(event.type))
        events.push(event)
        const found = auditRun({ ...facts, snapshot: undefined }).map(({ code }) => code)
        expect(found).toEqual(['IllegalHistory'])
      }),
      { numRuns: 300 },
    )
  })

  it('finds every event that is left out, but for those that only tell more', () => {
    fc.assert(
      fc.property(closedRun, fc.nat(), (run, pick) => {
        const facts = factsOf(run)
        const { events } = facts.entries[pick % facts.entries.length]!
        const at = pick % events.length
        fc.pre(!['attempt.stopping', 'attempt.running', 'run.stopping', 'pods.released'].includes(events[at]!.type))
        events.splice(at, 1)
        const found = auditRun(facts)
        expect(found.length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })

  it('finds every entry that is missing', () => {
    fc.assert(
      fc.property(closedRun, fc.nat(), (run, pick) => {
        const facts = factsOf(run)
        const gone = pick % (facts.entries.length - 1)
        const found = auditRun({ ...facts, entries: facts.entries.toSpliced(gone, 1) })
        expect(found.map(({ code, message }) => [code, message])).toEqual([['LogGap', `entry ${gone + 1} is missing`]])
      }),
      { numRuns: 100 },
    )
  })
})
