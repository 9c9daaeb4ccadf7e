import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bundleName, bundlesOf, type Held, heldIn, longestName } from '../../../lib/app/collect/bundle-name.ts'
import { RunId } from '../../../lib/core/message.ts'

const textOf = ({ task, attempt, step = -1 }: Held): string => [attempt, task, step].join()

/** Few numbers, so that ranges arise; some large. */
const number = fc.oneof({ weight: 9, arbitrary: fc.nat(30) }, fc.nat(999_999))
const content = fc.uniqueArray(
  fc.record({ task: number, attempt: fc.nat(3), step: fc.option(fc.nat(5), { nil: undefined }) }),
  { minLength: 1, maxLength: 60, selector: textOf },
)

describe('the name of a bundle', () => {
  it('tells what is in it, in whatever order that was named', () => {
    fc.assert(
      fc.property(content, fc.func(fc.nat()), (held, order) => {
        const name = bundleName(held)
        expect(heldIn(name)!.map(textOf).sort()).toEqual(held.map(textOf).sort())
        expect(bundleName(held.toSorted((a, b) => order(a) - order(b)))).toBe(name)
        expect(bundleName(heldIn(name)!)).toBe(name)
        expect(encodeURIComponent(name)).toBe(name)
      }),
      { numRuns: 500 },
    )
  })

  it('says every number once, and ranges by their ends', () => {
    const whole = (task: number, attempt = 0) => ({ task, attempt })
    const step = (at: number) => ({ task: 7, attempt: 0, step: at })
    expect(bundleName([step(2), whole(9), whole(3, 1), whole(0), whole(5), step(0), whole(6), step(4), step(1)])).toBe(
      '0.0_5-6.0_9.0_3.1_7.0.0-2_7.0.4',
    )
  })

  it.each([
    '',
    '0',
    'main',
    '0/0/main',
    '0.0.0.0',
    '0.0_',
    '-1.0',
    '1-.0',
    '0.0,1.0',
    '1234567.0',
    '0.0-1',
    '0.0_x.0',
    '5-3.0',
  ])('is not "%s"', (name) => {
    expect(heldIn(name)).toBeUndefined()
  })

  it('leaves room for the rest of a key of S3', () => {
    const runId = RunId.parse('00000000-0000-4000-8000-000000000000')
    expect(`${bundlesOf(runId)}${'0'.repeat(longestName)}`.length).toBeLessThanOrEqual(1_024)
  })
})
