import { describe, expect, it } from 'vitest'
import { slot } from '../../../lib/core/slot.ts'
import { planOf } from '../../support/plan.ts'
import { startedRun } from '../../support/run-under-test.ts'
import { withResults } from '../../support/with-results.ts'

const ref = (result: string, pick?: number | string) => ({ type: 'result' as const, task: 0, result, pick })
const types = [
  { name: 'text', type: 'string' as const },
  { name: 'list', type: 'array' as const },
  { name: 'object', type: 'object' as const, keys: ['url'] },
]

const consumer = (variables: ReturnType<typeof ref>[], more: object = {}) =>
  withResults(
    planOf({ a: {}, b: { needs: ['a'], variables, ...more } }, { failurePolicy: 'stop' }),
    { a: types },
    { b: variables.map((_, n) => slot(n)) },
  )

describe('result', () => {
  it('keeps what a task hands out, read as its type, and leaves out what it does not declare', () => {
    const run = startedRun(consumer([]))
    run.sees('a', 'succeeded', { results: { text: 'hi\n', list: '["x","y"]', object: '{"url":"u"}', other: 'z' } })
    expect(run.task('a').results).toEqual({ text: 'hi\n', list: ['x', 'y'], object: { url: 'u' } })
  })

  it.each([
    ['list', 'not json'],
    ['list', '{"a":"b"}'],
    ['list', '[1]'],
    ['object', '["x"]'],
    ['object', '{"other":"u"}'],
    ['object', '{"url":1}'],
  ])('fails a task whose result %s is %s', (name, text) => {
    const run = startedRun(consumer([]))
    run.sees('a', 'succeeded', { results: { [name]: text }, deleting: true })
    expect(run.task('a')).toMatchObject({
      phase: 'Failed',
      reason: 'InvalidResult',
      message: expect.stringContaining(name),
    })
  })

  it('keeps the results of a failed attempt too, for whoever runs in spite of it', () => {
    const run = startedRun(consumer([]))
    run.sees('a', 'failed', { exitCode: 1, results: { text: 'so far' } })
    expect(run.task('a')).toMatchObject({ phase: 'Failed', results: { text: 'so far' } })
  })

  it('fails a consumer of a result that a successful task did not leave, and stops the rest', () => {
    const run = startedRun(consumer([ref('text')]))
    run.sees('a', 'succeeded', { results: {} })
    expect(run.task('b')).toMatchObject({ phase: 'Failed', reason: 'InvalidTaskResultReference' })
    expect(run.state).toMatchObject({
      phase: 'Failed',
      reason: 'PipelineValidationFailed',
      message:
        'Tasks Completed: 1 (Failed: 0, Cancelled 0), Skipped: 0, ' +
        'Failed Validation: 1 (task "a" succeeded without result "text")',
    })
  })

  it.each([
    ['an index out of range', ref('list', 7)],
    ['a key that the object has not', ref('object', 'nothing')],
    ['an index of a text', ref('text', 0)],
    ['a key of a list', ref('list', 'key')],
  ])('takes %s for missing', (_, variable) => {
    const run = startedRun(consumer([variable]))
    run.sees('a', 'succeeded', { results: { text: 't', list: '["x"]', object: '{"url":"u"}' } })
    expect(run.task('b').phase).toBe('Failed')
  })

  it('makes the results of the run of its tasks’ results', () => {
    const plan = {
      ...consumer([]),
      results: [
        { name: 'whole', value: slot(0), variables: [ref('list')] },
        { name: 'mixed', value: `<${slot(0)}>`, variables: [ref('object', 'url')] },
        { name: 'list', value: [slot(0), 'z'], variables: [ref('text')] },
      ],
    }
    const run = startedRun(plan)
    run.sees('a', 'succeeded', { results: { text: 't', list: '["x"]', object: '{"url":"u"}' } })
    run.sees('b', 'succeeded')
    expect(run.state.results).toEqual({ whole: ['x'], mixed: '<u>', list: ['t', 'z'] })
  })

  it('leaves out a result of the run whose task did not succeed, and fails a run whose task promised it', () => {
    const results = [{ name: 'r', value: slot(0), variables: [ref('text')] }]
    const failed = startedRun({ ...consumer([]), results })
    failed.sees('a', 'failed', { exitCode: 1 })
    expect(failed.state).toMatchObject({ phase: 'Failed', reason: 'Failed' })
    expect(failed.state.results).toBeUndefined()
    const promised = startedRun({ ...consumer([]), results })
    promised.sees('a', 'succeeded')
    promised.sees('b', 'succeeded')
    expect(promised.state).toMatchObject({ phase: 'Failed', reason: 'CouldntGetPipelineResult' })
  })
})
