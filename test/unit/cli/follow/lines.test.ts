import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLines } from '../../../../lib/cli/follow/lines.ts'
import { outputLabel } from '../../../../lib/cli/follow/task-output.ts'

const linesOf = (chunks: readonly Uint8Array[]): string[] => {
  const found: string[] = []
  const lines = createLines((line) => found.push(line))
  for (const chunk of chunks) lines.push(chunk)
  lines.flush()
  return found
}

describe('createLines', () => {
  it('cuts at line ends of both kinds, and hands over a last line without one', () => {
    expect(linesOf([Buffer.from('a\r\nb\n\nc')])).toEqual(['a', 'b', '', 'c'])
    expect(linesOf([])).toEqual([])
  })

  it('finds the same lines however the bytes are cut', () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 8 }).map((line) => line.replaceAll(/[\r\n\uFEFF]/g, '')),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (all, size) => {
        const bytes = Buffer.from(all.map((line) => `${line}\n`).join(''))
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        )
        expect(linesOf(chunks)).toEqual(linesOf([bytes]))
        expect(linesOf(chunks)).toHaveLength(all.length)
      }),
    )
  })
})

describe('outputLabel', () => {
  it('says which task, which attempt after the first, and which step of several', () => {
    expect(outputLabel('build', 0)).toBe('build')
    expect(outputLabel('build', 2, 'test')).toBe('build #3 test')
  })
})
