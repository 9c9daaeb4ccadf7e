import type { Diagnostic } from '../../dialects/diagnostic.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { DiagnosticFormat } from './diagnostic-format.ts'
import { compactDiagnostic, githubDiagnostic } from './formats.ts'
import { prettyDiagnostic } from './pretty.ts'

/** So many are shown in full; a file with more has one mistake made many times. */
const maxShown = 100

export const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

/** `1 error, 2 warnings` */
export const tally = (diagnostics: readonly Diagnostic[]): string => {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const parts = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(diagnostics.length > errors ? [count(diagnostics.length - errors, 'warning')] : []),
  ]
  return parts.length === 0 ? 'no errors' : parts.join(', ')
}

/** The diagnostics as text, in the order given. */
export const renderDiagnostics = (
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
  options: { terminal: Pick<Terminal, 'paint' | 'ascii'>; source: (file: string) => string | undefined },
): string => {
  const { terminal, source } = options
  switch (format) {
    case 'json':
      return JSON.stringify(diagnostics, undefined, 2)
    case 'compact':
      return diagnostics.map(compactDiagnostic).join('\n')
    case 'github':
      return diagnostics.map(githubDiagnostic).join('\n')
    case 'pretty': {
      const { paint, ascii } = terminal
      const shown = diagnostics.slice(0, maxShown).map((one) => prettyDiagnostic(one, { source, paint, ascii }))
      const rest = diagnostics.length - shown.length
      return [...shown, ...(rest > 0 ? [`and ${rest} more; -o compact shows all`] : [])].join('\n\n')
    }
  }
}
