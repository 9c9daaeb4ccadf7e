import { describe, expect, it } from 'vitest'
import { CommandError } from '../../../../lib/cli/command-error.ts'
import { type Assumptions, readScenario } from '../../../../lib/cli/source/scenario.ts'
import { usualTask } from '../../../../lib/simulation/scenario.ts'
import { planOf } from '../../../support/plan.ts'

const plain = planOf({ build: {}, test: { needs: ['build'] } })
const plan = {
  ...plain,
  pods: [
    {
      ...plain.pods[0]!,
      results: [
        { name: 'v1.x', type: 'string' as const },
        { name: 'list', type: 'array' as const },
      ],
    },
  ],
}
const none: Assumptions = { fail: [], duration: [], result: [], faults: true }
const read = (given: Partial<Assumptions>) => readScenario(plan, { ...none, ...given })
const tasks = (given: Partial<Assumptions>) => read(given).tasks
const refusal = (given: Partial<Assumptions>): string => {
  try {
    read(given)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    expect(error.exitCode).toBe(2)
    return [error.message, error.help].join('\n')
  }
  throw new Error('was accepted')
}

describe('readScenario', () => {
  it('assumes of every task the same when nothing is said', () => {
    expect(read({})).toEqual({ tasks: [usualTask, usualTask], faults: true })
    expect(read({ faults: false, cancelAt: 5 })).toMatchObject({ faults: false, cancelAt: 5 })
  })

  it('reads how often attempts fail, as a part or in percent, with an exit code or 1', () => {
    const [build, test] = tasks({ fail: ['build=0.25', 'test=5%:75'] })
    expect(build?.failure).toEqual({ rate: 0.25, exitCode: 1 })
    expect(test?.failure).toEqual({ rate: 0.05, exitCode: 75 })
  })

  it('reads times, spans of time and forever', () => {
    const [build, test] = tasks({ duration: ['build=1m30s', 'test=500ms-2m'] })
    expect(build?.duration).toEqual({ min: 90_000, max: 90_000 })
    expect(test?.duration).toEqual({ min: 500, max: 120_000 })
    expect(tasks({ duration: ['build=forever'] })[0]?.duration).toBe('forever')
  })

  it('takes what is said of one task for more than what is said of all, in any order', () => {
    const [build, test] = tasks({ fail: ['build=0', '*=1'] })
    expect([build?.failure.rate, test?.failure.rate]).toEqual([0, 1])
  })

  it('reads results, whose names may have dots', () => {
    expect(tasks({ result: ['build.v1.x=a=b', 'build.list=["c"]'] })[0]?.results).toEqual({
      'v1.x': 'a=b',
      list: '["c"]',
    })
  })

  it('refuses a task that there is not, and lists those that there are', () => {
    expect(refusal({ fail: ['biuld=0.1'] })).toBe(
      '--fail: there is no task "biuld"\ndid you mean "build"? (the tasks are build, test)',
    )
    expect(refusal({ duration: ['deploy=1s'] })).toContain('the tasks are build, test')
    expect(refusal({ result: ['deploy.x=1'] })).toContain('no task "deploy"')
  })

  it('refuses a result that the task does not declare, or that is not of its type', () => {
    expect(refusal({ result: ['build.nope=1'] })).toContain('it has v1.x, list')
    expect(refusal({ result: ['build.list=c'] })).toContain('the result is an array')
  })

  it.each([
    { fail: ['build'] },
    { fail: ['build=1.5'] },
    { fail: ['build=-1'] },
    { fail: ['build=101%'] },
    { fail: ['build=1:0'] },
    { fail: ['build=1:256'] },
    { fail: ['=1'] },
    { duration: ['build=soon'] },
    { duration: ['build=2m-1m'] },
    { duration: ['build=1s-2s-3s'] },
    { result: ['build=1'] },
    { result: ['build.x'] },
  ])('refuses $fail$duration$result, and says what it is to be', (given) => {
    expect(refusal(given)).toMatch(/: it is TASK/)
  })
})
