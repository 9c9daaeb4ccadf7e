import type { Diagnostic } from '../../dialects/diagnostic.ts'

/** `file:line:column: error Code message`, for problem matchers of editors. */
export const compactDiagnostic = ({ file, line, column, severity, code, message, hint }: Diagnostic): string =>
  `${file}:${line}:${column}: ${severity} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`

/** What a workflow command of GitHub Actions takes as data, and as a property. */
const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** An annotation of GitHub Actions. */
export const githubDiagnostic = ({ file, line, column, length, severity, code, message, hint }: Diagnostic): string => {
  const end = length === undefined ? '' : `,endColumn=${column + length}`
  const text = hint === undefined ? message : `${message}\n${hint}`
  return `::${severity} file=${escapeProperty(file)},line=${line},col=${column}${end},title=${escapeProperty(code)}::${escapeData(text)}`
}
