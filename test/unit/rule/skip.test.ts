import { describe, expect, it } from 'vitest'
import { waitingFor } from '../../../lib/core/rule/skip.ts'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'

describe('skip', () => {
  it('finds everything that waits for a task, through others too, each once and in the order of the plan', () => {
    const plan = planOf({
      a: {},
      other: {},
      d: { needs: ['b', 'c'] },
      c: { needs: ['a'] },
      b: { needs: ['a'] },
      e: { needs: ['d', 'other'] },
    })
    const run = startedRun(plan)
    expect(waitingFor(plan, run.state, 0).map((index) => plan.tasks[index]?.name)).toEqual(['d', 'c', 'b', 'e'])
    expect(waitingFor(plan, run.state, 1).map((index) => plan.tasks[index]?.name)).toEqual(['e'])
    expect(waitingFor(plan, run.state, 5)).toEqual([])
  })

  it('passes over what is skipped already, with all that waits behind it', () => {
    const plan = planOf({ a: {}, b: {}, c: { needs: ['a', 'b'] }, d: { needs: ['c'] } })
    const run = startedRun(plan)
    run.sees('a', 'failed')
    expect(run.phases()).toMatchObject({ c: 'Skipped', d: 'Skipped' })
    expect(waitingFor(plan, run.state, 1)).toEqual([])
  })

  it('looks at a wide and deep graph once: ten thousand tasks behind one', () => {
    const names = Array.from({ length: 100 }, (_, layer) => Array.from({ length: 100 }, (_, n) => `t${layer}-${n}`))
    const tasks = names.flatMap((layer, depth) =>
      layer.map((name, n) => [
        name,
        { needs: depth === 0 ? ['first'] : [0, 1, 2].map((m) => names[depth - 1]![(n + m) % 100]!) },
      ]),
    )
    const plan = planOf({ first: {}, ...Object.fromEntries(tasks) })
    const run = startedRun(plan)
    run.sees('first', 'failed')
    expect(run.state).toMatchObject({ phase: 'Failed', open: 0 })
  })
})
