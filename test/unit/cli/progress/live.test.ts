import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liveView } from '../../../../lib/cli/progress/live.ts'
import { asciiIcons, unicodeIcons } from '../../../../lib/cli/terminal/icons.ts'
import { plainPaint } from '../../../../lib/cli/terminal/paint.ts'
import { width } from '../../../../lib/cli/text/width.ts'
import { planOf } from '../../../support/plan.ts'
import { startedRun } from '../../../support/run-under-test.ts'

const size = { rows: 24, columns: 80, now: 59_000, icons: unicodeIcons, paint: plainPaint }

const wide = (n: number) => {
  const names = Array.from({ length: n }, (_, index) => `task-${index}`)
  return startedRun(planOf(Object.fromEntries(names.map((name) => [name, {}]))), { maxPodsInFlight: 10_000 })
}

describe('liveView', () => {
  it('shows every task of a small run, what it waits for, and how far the run is', () => {
    const run = startedRun(
      planOf({ clone: {}, unit: { needs: ['clone'] }, lint: { needs: ['clone'] }, out: { needs: ['unit', 'lint'] } }),
    )
    run.sees('clone', 'succeeded', { startedAt: 1_000, exitCode: 0 })
    run.sees('unit', 'running', { startedAt: 1_000 })
    run.sees('lint', 'failed', { exitCode: 3, message: 'exit code 3', reason: 'Error' })
    expect(liveView(run.plan, run.state, size)).toEqual([
      '▶ test  default  DAG test                                          00:00:58',
      '  ✓ clone  Succeeded      0s',
      '  ● unit   Running       58s',
      '  ✗ lint   Failed             exit 3 Error',
      '  ↷ out    Skipped            dependency lint did not succeed',
      '',
      '  ███████████████░░░░░  2 done · 1 failed · 1 running · 0 waiting',
    ])
  })

  it('shows what failed and what runs of a run that is larger than the terminal, and counts the rest', () => {
    const run = wide(500)
    run.sees('task-400', 'failed', { exitCode: 1, reason: 'Error' })
    run.sees('task-300', 'running', { startedAt: 1_000 })
    const lines = liveView(run.plan, run.state, size)
    expect(lines).toHaveLength(24)
    expect(lines.join('\n')).toMatch(/✗ task-400 .*\n.*… 480 more: 480 Ready\n/s)
    expect(lines.join('\n')).toContain('● task-300')
  })

  it('never takes more lines or columns than there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 120 }),
        (n, rows, columns) => {
          const run = wide(n)
          const lines = liveView(run.plan, run.state, { ...size, rows, columns })
          expect(lines.length).toBeLessThanOrEqual(rows)
          for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('uses ASCII alone where the terminal has no more', () => {
    const run = wide(50)
    run.sees('task-1', 'failed', { exitCode: 1 })
    for (const line of liveView(run.plan, run.state, { ...size, columns: 40, icons: asciiIcons }))
      expect(line).toMatch(/^[\x20-\x7e]*$/)
  })
})
