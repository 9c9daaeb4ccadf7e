import { describe, expect, it } from 'vitest'
import { slot } from '../../../lib/core/slot.ts'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'
import { withResults } from '../../support/with-results.ts'

const never = [{ input: 'a', operator: 'in' as const, values: ['b'] }]
const when = (input: string, operator: 'in' | 'notin', ...values: string[]) => [{ input, operator, values }]

describe('guard', () => {
  it('lets a task run whose conditions all hold', () => {
    const run = startedRun(planOf({ a: { when: [...when('x', 'in', 'x', 'y'), ...when('x', 'notin', 'z')] } }))
    expect(run.phases()).toEqual({ a: 'Ready' })
  })

  it('skips only the task itself: what waits for it by order alone runs all the same', () => {
    const plan = planOf({ a: { when: [...never] }, b: { needs: ['a'] } }, { failurePolicy: 'stop' })
    const run = startedRun(plan)
    expect(run.phases()).toEqual({ a: 'Skipped', b: 'Ready' })
    expect(run.task('a').reason).toBe('When Expressions evaluated to false')
    run.sees('b', 'succeeded')
    expect(run.state).toMatchObject({
      phase: 'Succeeded',
      reason: 'Completed',
      message: 'Tasks Completed: 1 (Failed: 0, Cancelled 0), Skipped: 1',
    })
  })

  it('compares results, and list results element by element', () => {
    const plan = withResults(
      planOf(
        {
          a: {},
          yes: {
            needs: ['a'],
            when: when(slot(0), 'in', 'green'),
            variables: [{ type: 'result', task: 0, result: 'colour' }],
          },
          no: {
            needs: ['a'],
            when: when(slot(0), 'notin', 'green'),
            variables: [{ type: 'result', task: 0, result: 'colour' }],
          },
          list: {
            needs: ['a'],
            when: when('b', 'in', slot(0)),
            variables: [{ type: 'result', task: 0, result: 'all' }],
          },
        },
        { failurePolicy: 'stop' },
      ),
      {
        a: [
          { name: 'colour', type: 'string' },
          { name: 'all', type: 'array' },
        ],
      },
    )
    const run = startedRun(plan)
    run.sees('a', 'succeeded', { results: { colour: 'green', all: '["a","b"]' } })
    expect(run.phases()).toEqual({ a: 'Succeeded', yes: 'Ready', no: 'Skipped', list: 'Ready' })
  })

  it('skips the consumers of a skipped task’s results, and what waits for those', () => {
    const variables = [{ type: 'result' as const, task: 0, result: 'r' }]
    const plan = planOf(
      { a: { when: [...never] }, b: { needs: ['a'], when: when(slot(0), 'in', 'x'), variables }, c: { needs: ['b'] } },
      { failurePolicy: 'stop' },
    )
    const run = startedRun(plan)
    expect(run.task('b')).toMatchObject({ phase: 'Skipped', reason: 'Results were missing' })
    expect(run.task('c')).toMatchObject({ phase: 'Skipped', reason: 'Parent Tasks were skipped' })
    expect(run.state).toMatchObject({ phase: 'Succeeded', reason: 'Completed' })
  })

  it('needs to know one condition that does not hold, not all of them', () => {
    const variables = [{ type: 'result' as const, task: 0, result: 'r' }]
    const guards = [...when(slot(0), 'in', 'x'), ...never]
    const run = startedRun(planOf({ a: {}, b: { needs: ['a'], when: guards, variables } }, { failurePolicy: 'stop' }))
    run.sees('a', 'succeeded')
    expect(run.task('b')).toMatchObject({ phase: 'Skipped', reason: 'When Expressions evaluated to false' })
    expect(run.state).toMatchObject({ phase: 'Succeeded', reason: 'Completed' })
  })

  it('is asked of a final task after its results', () => {
    const variables = [{ type: 'result' as const, task: 0, result: 'r' }]
    const run = startedRun(planOf({ a: {}, f: { finally: true, when: never, variables } }, { failurePolicy: 'stop' }))
    run.sees('a', 'succeeded')
    expect(run.task('f')).toMatchObject({ phase: 'Skipped', reason: 'Results were missing' })
  })
})
