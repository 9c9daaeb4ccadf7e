import type { Diagnostic } from '../../dialects/diagnostic.ts'
import { type Paint, plainPaint } from '../terminal/paint.ts'
import { cut, width } from '../text/width.ts'

export interface PrettyOptions {
  /** The text of the file that a diagnostic names; undefined when it is not at hand. */
  source: (file: string) => string | undefined
  paint?: Paint
  ascii?: boolean
}

/** Source lines that are longer are cut around what is meant. */
const maxColumns = 140

/** A diagnostic with its place, the line that it means, and what to do about it. */
export const prettyDiagnostic = (diagnostic: Diagnostic, options: PrettyOptions): string => {
  const { paint = plainPaint } = options
  const { severity, code, message, file, line, column, hint } = diagnostic
  const colour = severity === 'error' ? 'red' : 'yellow'
  const head = `${paint(colour, `${severity}[${code}]`)}${paint('bold', `: ${message}`)}`
  const gutter = ' '.repeat(String(line).length)
  const shown = sourceLine(options.source(file), line)
  return [
    head,
    `${gutter} ${paint('blue', '-->')} ${file}:${line}:${column}`,
    ...(shown === undefined ? [] : excerpt(shown, diagnostic, { ...options, paint })),
    ...(hint === undefined ? [] : [`${gutter}  ${paint('blue', '=')} help: ${hint}`]),
  ].join('\n')
}

const sourceLine = (text: string | undefined, line: number): string | undefined =>
  text?.split(/\r\n?|\n/, line)[line - 1]?.replaceAll('\t', ' ')

const excerpt = (
  text: string,
  diagnostic: Diagnostic,
  { paint = plainPaint, ascii = false }: PrettyOptions,
): string[] => {
  const { line, column, length = 1, severity } = diagnostic
  const mark = ascii ? '...' : '…'
  const start = column - 1 > maxColumns / 2 ? column - 1 - Math.floor(maxColumns / 4) : 0
  const lead = start > 0 ? mark : ''
  const shown = lead + cut(text.slice(start).trimEnd(), maxColumns, mark)
  const offset = column - 1 - start + lead.length
  const underline = '^'.repeat(Math.max(1, Math.min(length, width(shown) - offset)))
  const number = String(line)
  const bar = paint('blue', '|')
  return [
    `${' '.repeat(number.length)} ${bar}`,
    `${paint('blue', number)} ${bar} ${shown}`,
    `${' '.repeat(number.length)} ${bar} ${' '.repeat(offset)}${paint(severity === 'error' ? 'red' : 'yellow', underline)}`,
  ]
}
