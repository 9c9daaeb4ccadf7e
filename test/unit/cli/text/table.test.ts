import { styleText } from 'node:util'
import { describe, expect, it } from 'vitest'
import { paintLine } from '../../../../lib/cli/text/line.ts'
import { table } from '../../../../lib/cli/text/table.ts'
import { cut, oneLine, width } from '../../../../lib/cli/text/width.ts'

describe('table', () => {
  it('pads every column to its widest cell and ends no line with spaces', () => {
    expect(
      table(
        ['NAME', 'STATUS'],
        [
          ['a', 'Running'],
          ['longer', ''],
        ],
      ),
    ).toEqual(['NAME     STATUS', 'a        Running', 'longer'])
  })

  it('does not count colours', () => {
    const red = styleText('red', 'x', { validateStream: false })
    expect(
      table(
        ['A', 'B'],
        [
          [red, 'y'],
          ['zz', 'y'],
        ],
      )[1],
    ).toBe(`${red}    y`)
  })
})

describe('width', () => {
  it('cuts a text to its columns and marks what was cut', () => {
    expect(cut('abcdef', 4)).toBe('abc…')
    expect(cut('abc', 3)).toBe('abc')
    expect(width('a✓b')).toBe(3)
  })

  it('takes whatever would move the cursor out of a foreign text', () => {
    expect(oneLine('a\n\x1b[2Jb\tc')).toBe('a b c')
  })
})

describe('paintLine', () => {
  it('cuts coloured parts to the columns there are', () => {
    const upper = (_: unknown, text: string): string => text.toUpperCase()
    expect(paintLine(['ab', ['cd', 'red'], 'ef'], { columns: 5, paint: upper })).toBe('abCD…')
    expect(paintLine(['ab', ['cd', 'red']], { columns: 3, paint: upper })).toBe('ab…')
  })
})
