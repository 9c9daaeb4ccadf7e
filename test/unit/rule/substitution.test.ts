import { describe, expect, it } from 'vitest'
import { filledPod } from '../../../lib/core/rule/substitution.ts'
import { fill, hasSlotCharacters, slot, slotsIn } from '../../../lib/core/slot.ts'
import type { Variable } from '../../../lib/core/variable.ts'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'
import { commandOf, withResults } from '../../support/with-results.ts'

const commandFor = (variables: Variable[], command: string[], more: object = {}) => {
  const plan = withResults(
    planOf({ a: { onError: 'continue' }, b: { needs: ['a'], variables, ...more } }, { failurePolicy: 'stop' }),
    {
      a: [
        { name: 'list', type: 'array' },
        { name: 'text', type: 'string' },
      ],
    },
    { b: command },
  )
  const run = startedRun(plan)
  return { run, plan, command: () => commandOf(filledPod(plan, run.state, 1)) }
}

describe('substitution', () => {
  it('puts results into the texts of a pod; a list that stands alone becomes elements, within text it is JSON', () => {
    const list: Variable = { type: 'result', task: 0, result: 'list' }
    const { run, command } = commandFor([list, { ...list, pick: 1 }], ['echo', slot(0), `a ${slot(0)} b`, slot(1)])
    run.sees('a', 'succeeded', { results: { list: '["x","y"]', text: '' } })
    expect(command()).toEqual(['echo', 'x', 'y', 'a ["x","y"] b', 'y'])
  })

  it('looks once: what a value brings along stays as it is', () => {
    const { run, command } = commandFor([{ type: 'result', task: 0, result: 'text' }], [slot(0)])
    run.sees('a', 'succeeded', { results: { text: `${slot(0)}$&` } })
    expect(command()).toEqual([`${slot(0)}$&`])
  })

  it('knows how tasks ended, one by one and together', () => {
    const variables: Variable[] = [{ type: 'status', task: 0 }, { type: 'reason', task: 0 }, { type: 'statusOfAll' }]
    const final = (end: 'succeeded' | 'failed') => {
      const { run, command } = commandFor(
        variables,
        variables.map((_, n) => slot(n)),
        { needs: [], finally: true },
      )
      run.sees('a', end, { exitCode: 1, reason: 'Error' })
      return command()
    }
    expect(final('succeeded')).toEqual(['Succeeded', 'Succeeded', 'Succeeded'])
    expect(final('failed')).toEqual(['Failed', 'FailureIgnored', 'Succeeded'])
  })

  it('says None of what has not run, and Completed where something was skipped', () => {
    const variables: Variable[] = [{ type: 'status', task: 0 }, { type: 'reason', task: 0 }, { type: 'statusOfAll' }]
    const plan = withResults(
      planOf(
        {
          skipped: { when: [{ input: 'a', operator: 'in', values: [] }] },
          slow: {},
          last: { finally: true, variables },
        },
        { failurePolicy: 'stop' },
      ),
      {},
      { last: variables.map((_, n) => slot(n)) },
    )
    const run = startedRun(plan)
    expect(commandOf(filledPod(plan, run.state, 2))).toEqual(['None', 'When Expressions evaluated to false', 'None'])
    run.sees('slow', 'succeeded')
    expect(commandOf(filledPod(plan, run.state, 2))).toEqual([
      'None',
      'When Expressions evaluated to false',
      'Completed',
    ])
    const failing = startedRun(plan)
    failing.sees('slow', 'failed', { exitCode: 1 })
    expect(commandOf(filledPod(plan, failing.state, 2))).toMatchObject(['None', expect.any(String), 'Failed'])
    expect(commandOf(filledPod(planOf({ a: {} }), startedRun(planOf({ a: {} })).state, 0))).toEqual(['true'])
  })

  it('has nothing for the parameters of an instance where there is none, unless a default', () => {
    const variables: Variable[] = [
      { type: 'matrix', param: 'v' },
      { type: 'matrix', param: 'v', default: 'd' },
      { type: 'instance' },
      { type: 'reason', task: 0 },
      { type: 'result', task: 0, result: 'text' },
    ]
    const { command } = commandFor(
      variables,
      variables.map((_, n) => slot(n)),
    )
    expect(command()).toEqual(['', 'd', '0', 'None', ''])
    const plan = planOf({
      a: {
        matrix: { params: [], include: [{ params: { v: '1' } }, { params: { w: '2' } }] },
        variables: variables.slice(0, 2),
      },
    })
    const own = withResults(plan, {}, { a: [slot(0), slot(1)] })
    const run = startedRun(own)
    expect([1, 2].map((index) => commandOf(filledPod(own, run.state, index)))).toEqual([
      ['1', '1'],
      ['', 'd'],
    ])
  })

  it('counts the attempts before this one', () => {
    const plan = withResults(
      planOf({ a: { retry: { limit: 2 }, variables: [{ type: 'retryCount' }] } }),
      {},
      { a: [slot(0)] },
    )
    const run = startedRun(plan)
    expect(commandOf(filledPod(plan, run.state, 0))).toEqual(['0'])
    run.sees('a', 'failed', { exitCode: 1 })
    expect(commandOf(filledPod(plan, run.state, 0))).toEqual(['1'])
  })

  it('leaves everything else of a JSON value alone', () => {
    const json = { a: [1, true, null, { b: `x${slot(3)}` }], c: slot(3) }
    expect(slotsIn(json)).toEqual([3, 3])
    expect(slotsIn(undefined)).toEqual([])
    expect(fill(json, () => ({ k: 'v' }))).toEqual({ a: [1, true, null, { b: 'x{"k":"v"}' }], c: '{"k":"v"}' })
    expect(hasSlotCharacters('a\uE000b')).toBe(true)
    expect(hasSlotCharacters('plain')).toBe(false)
  })
})
