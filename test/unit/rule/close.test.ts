import { describe, expect, it } from 'vitest'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'

const ended = () => {
  const run = startedRun(planOf({ a: {}, b: {} }), { horizon: 5_000 })
  run.sees('a', 'succeeded')
  run.sees('b', 'succeeded')
  return run
}
const answer = (attempts: [number, number][], empty: boolean) =>
  ({ type: 'pods.released', runId, attempts, empty }) as const

describe('close', () => {
  it('closes when a horizon has passed, all is released, and the list of pods is empty', () => {
    const run = ended().later(5_000)
    expect(
      run.send(
        answer(
          [
            [0, 0],
            [1, 0],
          ],
          true,
        ),
      ),
    ).toEqual([
      {
        type: 'pods.released',
        attempts: [
          [0, 0],
          [1, 0],
        ],
      },
      { type: 'run.closed' },
    ])
    expect(run.check()).toEqual([])
  })

  it('does not close while one of the three is missing', () => {
    expect(
      ended()
        .later(4_999)
        .send(
          answer(
            [
              [0, 0],
              [1, 0],
            ],
            true,
          ),
        ),
    ).toHaveLength(1)
    expect(
      ended()
        .later(5_000)
        .send(answer([[1, 0]], true)),
    ).toHaveLength(1)
    expect(
      ended()
        .later(5_000)
        .send(
          answer(
            [
              [0, 0],
              [1, 0],
            ],
            false,
          ),
        ),
    ).toHaveLength(1)
  })

  it('does not close a run that goes on', () => {
    const run = startedRun(planOf({ a: {} }), { horizon: 1 })
    expect(run.later(10).send(answer([], true))).toEqual([])
  })

  it('lets go of claims that were made too late, by a create that stalled', () => {
    const run = ended().later(5_000)
    const late = { type: 'claims.made', runId } as const
    expect(run.wants([late])).toEqual([])
    const last: [number, number][] = [
      [0, 0],
      [1, 0],
    ]
    run.send(answer(last, true))
    expect(run.send(late)).toEqual([])
    expect(run.wants([late])).toEqual([{ type: 'release', attempts: [], last: true }])
  })

  it('hears once of a release', () => {
    const run = ended().later(5_000)
    run.send(answer([[0, 0]], false))
    expect(run.send(answer([[0, 0]], false))).toEqual([])
  })
})
