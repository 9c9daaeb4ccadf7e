import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packBatches } from '../../../../../lib/adapters/aws/sqs/pack-batches.ts'

const limit = 1_048_576
const size = (bytes: number) => bytes
const sum = (batch: readonly number[]) => batch.reduce((all, one) => all + one, 0)

describe('batches', () => {
  it('hold every message once and in order, ten at most and 1 MiB at most', () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: limit }), fc.constant(limit))
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 60 }), (messages) => {
        const batches = packBatches(messages, size, limit)
        expect(batches.flat()).toEqual(messages)
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0)
          expect(batch.length).toBeLessThanOrEqual(10)
          expect(sum(batch)).toBeLessThanOrEqual(limit)
        }
      }),
    )
  })

  it('are as few as their order allows: what follows a batch would not have fitted into it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: limit }), { maxLength: 60 }), (messages) => {
        const batches = packBatches(messages, size, limit)
        for (const [n, batch] of batches.slice(0, -1).entries()) {
          const next = batches[n + 1]![0]!
          expect(batch.length === 10 || sum(batch) + next > limit).toBe(true)
        }
      }),
    )
  })
})
