import type { Random } from '../../ports/random.ts'

/** The same chance for the same seed (the mixing function is mulberry32). */
export const createSeededRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const byte = () => (next() >>> 24).toString(16).padStart(2, '0')
  return {
    fraction: () => next() / 2 ** 32,
    hex: (bytes) => Array.from({ length: bytes }, byte).join(''),
  }
}
