import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAge, formatClock, formatDuration, isoTime, parseDuration } from '../../../../lib/cli/text/duration.ts'

describe('parseDuration', () => {
  it('reads seconds, and numbers with units', () => {
    expect(['90', '90s', '1.5m', '1h30m', '500ms', '2d'].map(parseDuration)).toEqual([
      90_000, 90_000, 90_000, 5_400_000, 500, 172_800_000,
    ])
  })

  it('refuses what is none', () => {
    expect(['', 's', '5x', '1h 30m', '-5s', 'ten'].map(parseDuration)).toEqual(Array(6).fill(undefined))
  })
})

describe('formatDuration', () => {
  it('shows tenths of short times, and at most two units of long ones', () => {
    const times = [0, 400, 6_000, 9_999, 58_900, 60_000, 158_000, 3_600_000, 3_900_000, 90_000_000, 86_400_000]
    expect(times.map(formatDuration)).toEqual([
      '0s',
      '0.4s',
      '6s',
      '9.9s',
      '58s',
      '1m',
      '2m38s',
      '1h',
      '1h5m',
      '1d1h',
      '1d',
    ])
  })

  it('never claims more time than has passed', () => {
    fc.assert(fc.property(fc.nat({ max: 10 ** 9 }), (ms) => (parseDuration(formatDuration(ms)) ?? 0) <= ms))
  })
})

describe('other times', () => {
  it('tells an age in its largest unit', () => {
    expect([5_000, 65_000, 7_200_000, 200_000_000].map(formatAge)).toEqual(['5s ago', '1m ago', '2h ago', '2d ago'])
  })

  it('shows a clock, and UTC to the second', () => {
    expect(formatClock(102_900)).toBe('00:01:42')
    expect(isoTime(Date.UTC(2026, 10, 21, 9, 14, 2, 345))).toBe('2026-11-21T09:14:02Z')
  })
})
