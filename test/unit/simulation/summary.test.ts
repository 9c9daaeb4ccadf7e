import { describe, expect, it } from 'vitest'
import { type FaultKind, faultKinds } from '../../../lib/simulation/fault.ts'
import type { Outcome } from '../../../lib/simulation/simulate-run.ts'
import { summarize } from '../../../lib/simulation/summary.ts'
import type { TaskRecord } from '../../../lib/simulation/task-record.ts'

const record = (name: string, given: Partial<TaskRecord> = {}): TaskRecord => ({
  name,
  phase: 'Succeeded',
  attempts: [1],
  ran: true,
  began: 0,
  ended: 1_000,
  ...given,
})

const noFaults = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>

const outcome = (seed: number, given: Partial<Outcome> = {}): Outcome => ({
  seed,
  phase: 'Succeeded',
  lasted: seed * 1_000,
  tasks: [record('a')],
  path: [{ task: 'a', ms: 1_000 }],
  violations: [],
  faults: noFaults,
  story: [],
  ...given,
})
const seeds = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n)

describe('summarize', () => {
  it('tells the time that half of the runs, and 19 of 20, did not exceed', () => {
    const { runs, times } = summarize(
      ['a'],
      seeds(1, 20).map((seed) => outcome(seed)),
    )
    expect({ runs, times }).toEqual({ runs: 20, times: { p50: 10_000, p95: 19_000 } })
  })

  it('keeps the ways in which runs end apart, the most frequent first', () => {
    const failed = outcome(9, { phase: 'Failed' })
    const { ends } = summarize(['a'], [failed, outcome(1), outcome(2)])
    expect(ends).toEqual([
      { phase: 'Succeeded', runs: 2, times: { p50: 1_000, p95: 2_000 } },
      { phase: 'Failed', runs: 1, times: { p50: 9_000, p95: 9_000 } },
    ])
  })

  it('counts for each task where it ran, how it ended, and its attempts', () => {
    const skipped = record('a', { phase: 'Skipped', ran: false, attempts: [], began: undefined, whyNot: 'x' })
    const tried = record('a', { phase: 'Failed', attempts: [3], ended: 5_000, whyFailed: 'Error' })
    const { tasks } = summarize(['a'], [outcome(1), outcome(2, { tasks: [tried] }), outcome(3, { tasks: [skipped] })])
    expect(tasks).toEqual([
      {
        name: 'a',
        ran: 2,
        phases: { Succeeded: 1, Failed: 1, Skipped: 1 },
        attempts: { mean: 2, max: 3 },
        times: { p50: 1_000, p95: 5_000 },
      },
    ])
  })

  it('counts the attempts of every instance of a task that fans out', () => {
    const { tasks } = summarize(['a'], [outcome(1, { tasks: [record('a', { attempts: [1, 1, 4] })] })])
    expect(tasks[0]?.attempts).toEqual({ mean: 2, max: 4 })
  })

  it('shows the path of the median run of those that ended in the usual way', () => {
    const steps = (...names: string[]) => names.map((task) => ({ task, ms: 1 }))
    const all = [
      outcome(1, { path: steps('a', 'b') }),
      outcome(2, { path: steps('a', 'c') }),
      outcome(3, { path: steps('a', 'c') }),
      outcome(50, { phase: 'Failed', path: steps('z') }),
    ]
    expect(summarize([], all).criticalPath).toEqual({
      seed: 2,
      lasted: 2_000,
      steps: steps('a', 'c'),
      sameIn: 2,
      of: 3,
    })
  })

  it('says of a task that never ran why, and of one that ran once nothing', () => {
    const out = (seed: number, whyNot: string) =>
      outcome(seed, {
        tasks: [
          record('a', { ran: false, phase: 'Skipped', whyNot }),
          record('b', { ran: seed === 1, whyNot: 'luck' }),
        ],
      })
    const { unreachable } = summarize(
      ['a', 'b'],
      [out(1, 'its when is false'), out(2, 'its when is false'), out(3, 'no')],
    )
    expect(unreachable).toEqual([
      { tasks: ['a'], what: 'its when is false', runs: 2, seeds: [1, 2] },
      { tasks: ['a'], what: 'no', runs: 1, seeds: [3] },
    ])
  })

  it('tells for each cause which tasks failed of it', () => {
    const failed = (name: string, whyFailed: string) => record(name, { phase: 'Failed', whyFailed })
    const { failures } = summarize(
      ['a', 'b'],
      [
        outcome(2, { tasks: [record('a'), failed('b', 'Evicted: pod b-7')] }),
        outcome(1, { tasks: [failed('a', 'Evicted: pod b-8'), record('b')] }),
      ],
    )
    expect(failures).toEqual([{ tasks: ['a', 'b'], what: 'Evicted: pod b-8', runs: 2, seeds: [1, 2] }])
  })

  it('compares with runs in which nothing but the tasks went wrong', () => {
    const { times, calm } = summarize(['a'], [outcome(9)], [outcome(1), outcome(2), outcome(3)])
    expect(times).toEqual({ p50: 9_000, p95: 9_000 })
    expect(calm).toMatchObject({ runs: 3, times: { p50: 2_000, p95: 3_000 }, criticalPath: { seed: 2, of: 3 } })
  })

  it('says which runs have no end, and which broke a rule, once for each that differ only in numbers', () => {
    const { phase: _, lasted: __, ...open } = outcome(4)
    const all = [
      outcome(1, { violations: ['a second pod of one attempt: a-1o2jsr-0-0', 'other'] }),
      outcome(2, { violations: ['a second pod of one attempt: a-7r33aa-1-4'] }),
      { ...open, endless: 'task "a-1" does not end' },
      { ...open, seed: 5, endless: 'task "a-2" does not end' },
    ]
    const { violations, endless, times } = summarize(['a'], all)
    expect(violations).toEqual([
      { what: 'a second pod of one attempt: a-1o2jsr-0-0', runs: 2, seeds: [1, 2] },
      { what: 'other', runs: 1, seeds: [1] },
    ])
    expect(endless.map(({ what, seeds: own }) => [what, own])).toEqual([
      ['task "a-1" does not end', [4]],
      ['task "a-2" does not end', [5]],
    ])
    expect(times).toEqual({ p50: 1_000, p95: 2_000 })
  })

  it('counts the faults that chance has sent, not what came about by itself', () => {
    const faults = { ...noFaults, 'pod.evicted': 2, 'queue.lost': 3, 'watch.overlap': 9 }
    expect(summarize(['a'], [outcome(1, { faults }), outcome(2, { faults })]).faults).toEqual([
      { kind: 'queue.lost', count: 6 },
      { kind: 'pod.evicted', count: 4 },
    ])
  })

  it('has no times and no path where no run ended', () => {
    const { phase: _, lasted: __, ...open } = outcome(1)
    const summary = summarize(['a'], [open])
    expect(summary.times).toBeUndefined()
    expect(summary.criticalPath).toBeUndefined()
  })
})
