import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packText, unpackText } from '../../../../lib/adapters/codec/packed-text.ts'

describe('packText', () => {
  it('gives the same text back, whatever it is', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3_000 }), fc.json({ maxDepth: 4 }))
    const long = fc.tuple(text, fc.nat(50)).map(([part, times]) => part.repeat(times))
    fc.assert(fc.property(long, (value) => unpackText(packText(value)) === value))
  })

  it('leaves short text readable', () => {
    expect(packText('x'.repeat(1_024))).toBe('x'.repeat(1_024))
  })

  it('makes long text smaller', () => {
    const packed = packText('{"type":"attempt.ended"}'.repeat(1_000))
    expect(packed).toBeInstanceOf(Uint8Array)
    expect(packed.length).toBeLessThan(1_000)
  })
})
