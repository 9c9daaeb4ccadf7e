import { afterAll, describe, expect, it } from 'vitest'
import { runWorld } from './run-world.ts'
import { specOf } from './spec.ts'
import { described, emptyTally, merged, missing, tallyOf } from './tally.ts'

/** `npm run test:simulation` runs ten times as many. */
const seeds = Array.from({ length: 1_000 }, (_, n) => n + 1)
/** Every so many of them the same world is run again. */
const twice = 25

let tally = emptyTally()

describe('a simulated world', () => {
  it.each(seeds)('of seed %i keeps every promise', { timeout: 60_000 }, async (seed) => {
    const spec = specOf(seed)
    const verdict = await runWorld(spec)
    tally = merged(tally, tallyOf(verdict))
    expect(verdict.violations).toEqual([])
    if (seed % twice === 0) expect((await runWorld(spec)).story).toEqual(verdict.story)
  })

  it('has met every kind of fault among so many', () => {
    expect(missing(tally)).toEqual([])
    const { worlds, tasks } = tally
    const faults = Object.values(tally.faults).reduce((sum, count) => sum + count, 0)
    expect(tasks / worlds).toBeGreaterThanOrEqual(8)
    expect(faults / worlds).toBeGreaterThanOrEqual(6)
  })

  afterAll(() => console.log(described(tally)))
})
