import { describe, expect, it } from 'vitest'
import { childName } from '../../../../lib/dialects/tekton/child-name.ts'

describe('the name of a child', () => {
  it.each([
    ['run', '-task', 'run-task'],
    ['f'.repeat(58), '-task', `${'f'.repeat(58)}-task`],
    ['f'.repeat(63), '-deployment', 'ffffffffffffffffffff105d7597f637e83cc711605ac3ea4957-deployment'],
  ])('of %s with %s is %s', (parent, suffix, name) => {
    expect(childName(parent, suffix)).toBe(name)
  })

  it('is a label whatever its parts, and differs when they do', () => {
    const names = [
      childName('a'.repeat(100), `-${'b'.repeat(100)}`),
      childName('a'.repeat(101), `-${'b'.repeat(100)}`),
      childName('a', `-${'b'.repeat(100)}`),
      childName('a', `-${'b'.repeat(99)}-`),
    ]
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/)
  })
})
