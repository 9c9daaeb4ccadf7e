import { describe, expect, it } from 'vitest'
import { createRecentlyUsed } from '../../../lib/app/recently-used.ts'

const keeping = (maxBytes: number) => createRecentlyUsed<string, number>(maxBytes, (bytes) => bytes)

describe('what was used last', () => {
  it('is handed out once, until it is put back', () => {
    const kept = keeping(10)
    kept.put('a', 3)
    expect(kept.take('a')).toBe(3)
    expect(kept.take('a')).toBeUndefined()
  })

  it('stays at the cost of what was used longest ago', () => {
    const kept = keeping(10)
    for (const key of ['a', 'b', 'c']) kept.put(key, 3)
    kept.put('a', kept.take('a')!)
    kept.put('d', 4)
    expect(['a', 'b', 'c', 'd'].map((key) => kept.take(key))).toEqual([3, undefined, 3, 4])
  })

  it('stays however large it is, alone', () => {
    const kept = keeping(10)
    kept.put('a', 3)
    kept.put('b', 99)
    expect(kept.take('a')).toBeUndefined()
    expect(kept.take('b')).toBe(99)
  })

  it('counts for what it is when it is put again', () => {
    const kept = keeping(10)
    kept.put('a', 9)
    kept.put('a', 1)
    kept.put('b', 9)
    expect([kept.take('a'), kept.take('b')]).toEqual([1, 9])
  })
})
