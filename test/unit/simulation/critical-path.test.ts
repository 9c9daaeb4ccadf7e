import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../lib/core/plan.ts'
import { criticalPath } from '../../../lib/simulation/critical-path.ts'
import type { TaskRecord } from '../../../lib/simulation/task-record.ts'

interface Given {
  needs?: number[]
  finally?: boolean
  /** Absent: it did not run. */
  from?: number
  to: number
}

const pathOf = (tasks: Given[]) => {
  const plan = { tasks: tasks.map(({ needs = [], finally: last }) => ({ needs, finally: last })) } as unknown as Plan
  const records = tasks.map(
    ({ from, to }, index): TaskRecord => ({
      name: `t${index}`,
      phase: from === undefined ? 'Skipped' : 'Succeeded',
      ran: from !== undefined,
      attempts: from === undefined ? [] : [1],
      began: from,
      ended: to,
    }),
  )
  return criticalPath(plan, records).map(({ task, ms }) => `${task} ${ms}`)
}

describe('criticalPath', () => {
  it('goes back from what ended last through the need that ended last', () => {
    expect(
      pathOf([
        { from: 0, to: 10 },
        { needs: [0], from: 10, to: 20 },
        { needs: [0], from: 10, to: 30 },
        { needs: [1, 2], from: 31, to: 40 },
        { from: 0, to: 39 },
      ]),
    ).toEqual(['t0 10', 't2 20', 't3 9'])
  })

  it('passes through a task that did not run', () => {
    expect(
      pathOf([
        { from: 0, to: 10 },
        { needs: [0], to: 10 },
        { needs: [1], from: 11, to: 20 },
      ]),
    ).toEqual(['t0 10', 't2 9'])
  })

  it('goes from a final task to the last of those before it', () => {
    expect(
      pathOf([
        { from: 0, to: 10 },
        { from: 0, to: 25 },
        { finally: true, from: 26, to: 30 },
      ]),
    ).toEqual(['t1 25', 't2 4'])
  })

  it('is empty where nothing ran', () => {
    expect(pathOf([{ to: 5 }])).toEqual([])
    expect(pathOf([])).toEqual([])
  })
})
