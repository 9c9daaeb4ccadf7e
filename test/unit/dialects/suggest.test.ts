import { describe, expect, it } from 'vitest'
import { namesOf, suggest } from '../../../lib/dialects/suggest.ts'

describe('a suggestion', () => {
  it.each([
    ['biuld', 'build'],
    ['imagee', 'image'],
    ['Image', 'image'],
    ['runafter', 'runAfter'],
    ['comand', 'command'],
    ['x', undefined],
    ['completely', undefined],
    ['', undefined],
  ])('for %j is %j', (given, meant) => {
    expect(suggest(given, ['build', 'image', 'runAfter', 'command'])).toBe(meant)
  })

  it('is the nearest of several', () => {
    expect(suggest('task-11x', ['task-1', 'task-11', 'task-111'])).toBe('task-11')
  })

  it('is not looked for when the name is very long', () => {
    expect(suggest('x'.repeat(500_000), [`${'x'.repeat(500_000)}y`])).toBeUndefined()
  })

  it('is given up when a file makes too many mistakes', () => {
    const names = namesOf(Array.from({ length: 10_000 }, (_, index) => `task-${index}`))
    const hints = Array.from({ length: 10_000 }, (_, index) => names.didYouMean(`tsak-${index}`))
    expect(hints[0]).toBe('did you mean "task-0"?')
    expect(hints.at(-1)).toBeUndefined()
  })
})
