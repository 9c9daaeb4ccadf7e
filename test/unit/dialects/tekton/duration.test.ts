import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../../../lib/dialects/tekton/duration.ts'

describe('a duration', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1h0m0.25s', 3_600_250],
    ['300ms', 300],
    ['1500us', 1.5],
    ['2µs', 0.002],
    ['-1m', -60_000],
    ['+1m', 60_000],
    ['', undefined],
    ['1', undefined],
    ['1 h', undefined],
    ['1d', undefined],
    ['h', undefined],
    ['s1', undefined],
  ])('%j is %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each([
    [0, '0s'],
    [250, '250ms'],
    [1_500, '1.5s'],
    [60_000, '1m0s'],
    [90_000, '1m30s'],
    [3_600_000, '1h0m0s'],
    [5_445_000, '1h30m45s'],
    [100 * 3_600_000, '100h0m0s'],
  ])('of %d ms is written %s, and read again', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
    expect(parseDuration(text)).toBe(ms)
  })
})
