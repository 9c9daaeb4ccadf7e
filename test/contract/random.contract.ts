import { describe, expect, it } from 'vitest'
import type { Random } from '../../lib/ports/random.ts'

/** What every source of chance must do. */
export const randomContract = (name: string, make: () => Random): void => {
  describe(`${name}: random`, () => {
    it('draws fractions all over [0, 1)', () => {
      const random = make()
      const drawn = Array.from({ length: 10_000 }, () => random.fraction())
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...drawn)).toBeLessThan(1)
      const tenths = new Set(drawn.map((fraction) => Math.floor(fraction * 10)))
      expect(tenths.size).toBe(10)
    })

    it.each([1, 8, 16, 32])('writes %i bytes as twice as many hex digits', (bytes) => {
      expect(make().hex(bytes)).toMatch(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))
    })

    it('does not repeat itself in 10,000 draws of 16 bytes', () => {
      const random = make()
      expect(new Set(Array.from({ length: 10_000 }, () => random.hex(16))).size).toBe(10_000)
    })
  })
}
