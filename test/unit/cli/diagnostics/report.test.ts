import { describe, expect, it } from 'vitest'
import { compactDiagnostic, githubDiagnostic } from '../../../../lib/cli/diagnostics/formats.ts'
import { prettyDiagnostic } from '../../../../lib/cli/diagnostics/pretty.ts'
import { renderDiagnostics, tally } from '../../../../lib/cli/diagnostics/report.ts'
import { plainPaint } from '../../../../lib/cli/terminal/paint.ts'
import type { Diagnostic } from '../../../../lib/dialects/diagnostic.ts'

const unknownTask: Diagnostic = {
  severity: 'error',
  code: 'UnknownTask',
  message: 'there is no task "biuld"',
  file: 'ci.yaml',
  line: 9,
  column: 18,
  length: 5,
  hint: 'did you mean "build"?',
}
const text = `${'\n'.repeat(8)}      runAfter: [biuld]\n`
const source = (): string => text

describe('prettyDiagnostic', () => {
  it('shows the place, the line, what of it is meant, and what to do', () => {
    expect(prettyDiagnostic(unknownTask, { source })).toBe(
      [
        'error[UnknownTask]: there is no task "biuld"',
        '  --> ci.yaml:9:18',
        '  |',
        '9 |       runAfter: [biuld]',
        '  |                  ^^^^^',
        '   = help: did you mean "build"?',
      ].join('\n'),
    )
  })

  it('does without the line where the text is not at hand', () => {
    expect(prettyDiagnostic({ ...unknownTask, hint: undefined }, { source: () => undefined })).toBe(
      'error[UnknownTask]: there is no task "biuld"\n  --> ci.yaml:9:18',
    )
  })

  it('cuts a long line around what is meant', () => {
    const long = `${' '.repeat(300)}biuld${' '.repeat(10)}${'x'.repeat(300)}`
    const shown = prettyDiagnostic({ ...unknownTask, line: 1, column: 301 }, { source: () => long }).split('\n')
    expect(shown[3]!.length).toBeLessThan(150)
    expect(shown[3]!.slice(shown[4]!.indexOf('^')).startsWith('biuld')).toBe(true)
  })

  it('points below the right character of a line with tabs', () => {
    const lines = prettyDiagnostic({ ...unknownTask, line: 1, column: 3 }, { source: () => '\ta: biuld' }).split('\n')
    expect(lines[4]!.indexOf('^')).toBe(lines[3]!.indexOf(': '))
  })
})

describe('formats for machines', () => {
  it('puts all of it on one line for editors', () => {
    expect(compactDiagnostic(unknownTask)).toBe(
      'ci.yaml:9:18: error UnknownTask there is no task "biuld" (did you mean "build"?)',
    )
  })

  it('annotates in GitHub Actions, with its own escapes', () => {
    const diagnostic = { ...unknownTask, file: 'a,b.yaml', message: '100%\nof it', hint: undefined }
    expect(githubDiagnostic(diagnostic)).toBe(
      '::error file=a%2Cb.yaml,line=9,col=18,endColumn=23,title=UnknownTask::100%25%0Aof it',
    )
  })

  it('is an array in JSON, an empty one too', () => {
    const terminal = { paint: plainPaint, ascii: false }
    expect(JSON.parse(renderDiagnostics([], 'json', { terminal, source }))).toEqual([])
    expect(JSON.parse(renderDiagnostics([unknownTask], 'json', { terminal, source }))).toEqual([unknownTask])
  })
})

describe('tally', () => {
  it('counts errors and warnings', () => {
    const warning: Diagnostic = { ...unknownTask, severity: 'warning' }
    expect(tally([])).toBe('no errors')
    expect(tally([unknownTask])).toBe('1 error')
    expect(tally([unknownTask, warning, warning])).toBe('1 error, 2 warnings')
  })
})
