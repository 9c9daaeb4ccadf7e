import { describe, expect, it } from 'vitest'
import { exitCodeOf, exitCodes, exitCodesHelp, worst } from '../../../lib/cli/exit-code.ts'

describe('exit codes', () => {
  it('tell how a run ended', () => {
    expect(
      (['Succeeded', 'Failed', 'Cancelled', 'TimedOut', 'Running'] as const).map((phase) => exitCodeOf(phase)),
    ).toEqual([0, 3, 5, 6, 7])
  })

  it('are 0 for every end with --exit-zero', () => {
    expect((['Failed', 'Cancelled', 'TimedOut'] as const).map((phase) => exitCodeOf(phase, { zero: true }))).toEqual([
      0, 0, 0,
    ])
  })

  it('are those of the worst run', () => {
    expect(worst([])).toBe(0)
    expect(worst([0, 5, 3])).toBe(3)
    expect(worst([5, 6])).toBe(6)
    expect(worst([3, 1])).toBe(1)
  })

  it('are all in the help', () => {
    for (const code of Object.values(exitCodes)) expect(exitCodesHelp).toMatch(new RegExp(`^ +${code}  `, 'm'))
  })
})
