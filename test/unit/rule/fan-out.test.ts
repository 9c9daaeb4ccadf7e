import { describe, expect, it } from 'vitest'
import type { Matrix } from '../../../lib/core/plan.ts'
import { filledPod } from '../../../lib/core/rule/substitution.ts'
import { slot } from '../../../lib/core/slot.ts'
import { taskName } from '../../../lib/core/task.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'
import { commandOf, withResults } from '../../support/with-results.ts'

const matrix = (params: Record<string, string[]>, ...include: Record<string, string>[]): Matrix => ({
  params: Object.entries(params).map(([name, values]) => ({ name, values })),
  include: include.map((params) => ({ params })),
})
const stop = { failurePolicy: 'stop' } as const
const paramsOf = (one: Matrix) =>
  startedRun(planOf({ a: { matrix: one } }, stop))
    .state.tasks.slice(1)
    .map(({ params }) => params)

describe('fan-out', () => {
  it('makes an instance per combination, the first parameter varying fastest', () => {
    expect(paramsOf(matrix({ os: ['linux', 'mac'], browser: ['chrome', 'firefox'] }))).toEqual([
      { os: 'linux', browser: 'chrome' },
      { os: 'mac', browser: 'chrome' },
      { os: 'linux', browser: 'firefox' },
      { os: 'mac', browser: 'firefox' },
    ])
  })

  it('merges what is included into the combinations that it does not contradict, or adds it', () => {
    expect(paramsOf(matrix({ os: ['linux', 'mac'] }, { os: 'mac', flag: 'x' }, { os: 'plan9' }))).toEqual([
      { os: 'linux' },
      { os: 'mac', flag: 'x' },
      { os: 'plan9' },
    ])
  })

  it('puts what touches no parameter into all combinations, and not into those that are only included', () => {
    expect(paramsOf(matrix({ os: ['linux', 'mac'] }, { os: 'plan9' }, { flag: 'x' }))).toEqual([
      { os: 'linux', flag: 'x' },
      { os: 'mac', flag: 'x' },
      { os: 'plan9' },
    ])
  })

  it('takes what is included without parameters as it is, equal ones too', () => {
    expect(paramsOf(matrix({}, { a: '1' }, { a: '2' }))).toEqual([{ a: '1' }, { a: '2' }])
    expect(paramsOf(matrix({}, { a: '1' }, { a: '1', b: '2' }, { a: '1' }))).toEqual([
      { a: '1' },
      { a: '1', b: '2' },
      { a: '1' },
    ])
  })

  it('skips a task with an empty parameter whatever is included', () => {
    const run = startedRun(planOf({ a: { matrix: matrix({ v: [], w: ['1'] }, { v: '2' }) } }, stop))
    expect(run.task('a')).toMatchObject({ phase: 'Skipped', reason: 'Matrix Parameters have an empty array' })
  })

  it('skips a task whose matrix is empty', () => {
    const run = startedRun(planOf({ a: { matrix: matrix({ v: [] }) }, b: { needs: ['a'] } }, stop))
    expect(run.task('a')).toMatchObject({ phase: 'Skipped', reason: 'Matrix Parameters have an empty array' })
  })

  it('fails a task with more combinations than the settings allow', () => {
    const run = startedRun(planOf({ a: { matrix: matrix({ v: ['1', '2', '3'] }) } }, stop), { maxMatrix: 2 })
    expect(run.task('a')).toMatchObject({ phase: 'Failed', reason: 'MatrixTooLarge' })
  })

  it('fans out over results, gives each instance its values, and hands all results on together', () => {
    const list = { type: 'result' as const, task: 0, result: 'list' }
    const plan = withResults(
      planOf(
        {
          a: {},
          each: {
            needs: ['a'],
            matrix: matrix({ v: [slot(0)] }),
            variables: [list, { type: 'matrix', param: 'v' }, { type: 'instance' }],
          },
          all: {
            needs: ['each'],
            variables: [
              { type: 'result', task: 1, result: 'out' },
              { type: 'length', task: 1 },
              { type: 'length', task: 1, result: 'out' },
              { type: 'length', task: 0 },
              { type: 'length', task: 0, result: 'text' },
            ],
          },
        },
        stop,
      ),
      { a: [{ name: 'list', type: 'array' }], each: [{ name: 'out', type: 'string' }] },
      { each: [slot(1), slot(2)], all: [slot(0), ...[1, 2, 3, 4].map(slot)] },
    )
    const run = startedRun(plan)
    run.sees('a', 'succeeded', { results: { list: JSON.stringify(Array.from({ length: 11 }, (_, n) => `v${n}`)) } })
    expect(run.task('each')).toMatchObject({ phase: 'Running', instances: { first: 3, count: 11 } })
    expect(commandOf(filledPod(plan, run.state, 5))).toEqual(['v2', '2'])
    expect(taskName(plan, run.state, 5)).toBe('each-2')
    expect(taskName(plan, run.state, 0)).toBe('a')
    for (let n = 0; n < 11; n++) {
      const index = 3 + n
      const results: Record<string, string> = n === 4 ? {} : { out: `r${n}` }
      const seen = {
        task: index,
        attempt: 0,
        uid: `u${n}`,
        nonce: run.state.nonce,
        phase: 'succeeded',
        results,
      } as const
      run.send({ type: 'pods.observed', runId, observations: [seen] })
    }
    expect(run.task('each').phase).toBe('Succeeded')
    // In the order of their names as text: the tenth comes before the second.
    expect(commandOf(filledPod(plan, run.state, 2))).toEqual([
      'r0',
      'r1',
      'r10',
      'r2',
      'r3',
      'r5',
      'r6',
      'r7',
      'r8',
      'r9',
      '11',
      '10',
      '0',
      '0',
    ])
  })
})
