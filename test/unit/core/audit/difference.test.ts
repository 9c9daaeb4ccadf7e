import { describe, expect, it } from 'vitest'
import { difference, differenceText } from '../../../../lib/core/audit/difference.ts'

describe('difference', () => {
  it.each([
    [1, 1],
    ['a', 'a'],
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
  ])('is none between %j and %j', (got, stored) => {
    expect(difference(got, stored)).toBeUndefined()
  })

  it.each([
    [1, 2, 'got 1, stored 2'],
    [null, {}, 'got null, stored {}'],
    [{}, [], 'got {}, stored []'],
    [[], {}, 'got [], stored {}'],
    [[1, 2], [1], '[1]: got 2, stored nothing'],
    [{ a: 1 }, {}, 'a: got 1, stored nothing'],
    [{}, { a: 'x' }, 'a: got nothing, stored "x"'],
    [
      { tasks: [{}, { phase: 'Ready' }] },
      { tasks: [{}, { phase: 'Running' }] },
      'tasks[1].phase: got "Ready", stored "Running"',
    ],
    [{ a: 1, b: 1 }, { a: 2, b: 2 }, 'a: got 1, stored 2'],
    [{ a: { b: [1] } }, { a: { b: { 0: 1 } } }, 'a.b: got [1], stored {"0":1}'],
  ])('between %j and %j is told with its path', (got, stored, text) => {
    expect(differenceText(difference(got, stored)!)).toBe(text)
  })
})
