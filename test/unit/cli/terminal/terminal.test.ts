import { describe, expect, it } from 'vitest'
import { usageError } from '../../../../lib/cli/command-error.ts'
import { dataPath } from '../../../../lib/cli/host/data-path.ts'
import { reportError } from '../../../../lib/cli/report-error.ts'
import { isAsciiLocale } from '../../../../lib/cli/terminal/icons.ts'
import { createLiveArea } from '../../../../lib/cli/terminal/live-area.ts'
import { plainPaint } from '../../../../lib/cli/terminal/paint.ts'
import { MillraceError } from '../../../../lib/core/error.ts'

describe('the locale', () => {
  it('decides on ASCII only where it names another character set', () => {
    expect(isAsciiLocale({ LANG: 'C' })).toBe(true)
    expect(isAsciiLocale({ LANG: 'C', LC_ALL: 'C.UTF-8' })).toBe(false)
    expect(isAsciiLocale({ LANG: 'de_DE.utf8' })).toBe(false)
    expect(isAsciiLocale({})).toBe(false)
  })
})

describe('reportError', () => {
  const report = (error: unknown, debug = false) => {
    const lines: string[] = []
    const terminal = { err: (text: string) => void lines.push(text), paintErr: plainPaint }
    return { exitCode: reportError(error, { terminal, debug }), lines }
  }

  it('shows the code, what happened, and what to do', () => {
    expect(report(new MillraceError('KeyReused', 'run x was started from another document'))).toEqual({
      exitCode: 1,
      lines: [
        'error[KeyReused]: run x was started from another document',
        ' help: Use another key or name: this one has started a run from another body.',
      ],
    })
    expect(report(usageError('what?', 'this'))).toEqual({ exitCode: 2, lines: ['error: what?', ' help: this'] })
    expect(report(new MillraceError('Forbidden', 'no')).exitCode).toBe(4)
  })

  it('shows a stack only with --debug', () => {
    const error = new TypeError('x is not a function')
    expect(report(error).lines.join('\n')).not.toContain('terminal.test.ts')
    expect(report(error).lines.join('\n')).toContain('--debug')
    expect(report(error, true).lines.join('\n')).toContain('terminal.test.ts')
  })
})

describe('createLiveArea', () => {
  it('draws over what it drew before, and leaves the last picture', () => {
    let written = ''
    const area = createLiveArea((text) => {
      written += text
    })
    area.show(['a', 'b'])
    area.show(['a', 'b'])
    area.show(['c'])
    area.end()
    expect(written).toBe('\x1b[?25l\x1b[Ja\nb\n\r\x1b[2A\x1b[Jc\n\x1b[?25h')
  })
})

describe('dataPath', () => {
  it('is what was given, else the environment, else a folder here', () => {
    expect(dataPath('/a', { MILLRACE_DATA: '/b' })).toBe('/a')
    expect(dataPath(undefined, { MILLRACE_DATA: '/b' })).toBe('/b')
    expect(dataPath(undefined, {})).toBe(`${process.cwd()}/.millrace`)
  })
})
