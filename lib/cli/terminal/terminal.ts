import { asciiIcons, type Icons, isAsciiLocale, unicodeIcons } from './icons.ts'
import { type ColourMode, createPaint, type Paint } from './paint.ts'

/** Where a command writes. Results go to `out`, everything else to `err`. */
export interface Terminal {
  out: (text: string) => void
  err: (text: string) => void
  /** As it is, without a line end. */
  write: (text: string) => void
  paint: Paint
  paintErr: Paint
  icons: Icons
  ascii: boolean
  /** Standard output is a terminal, and a person is likely to sit at it. */
  interactive: boolean
  /** Both ends are terminals: a question can be asked. */
  canAsk: boolean
  columns: () => number
  rows: () => number
}

export interface TerminalOptions {
  colour: ColourMode
  ascii: boolean
}

export const createTerminal = ({ colour, ascii }: TerminalOptions): Terminal => {
  const { stdout, stderr, stdin, env } = process
  const isAscii = ascii || isAsciiLocale(env)
  const isDumb = env['TERM'] === 'dumb'
  const isCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false'
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    write: (text) => void stdout.write(text),
    paint: createPaint(colour, stdout),
    paintErr: createPaint(colour, stderr),
    icons: isAscii ? asciiIcons : unicodeIcons,
    ascii: isAscii,
    interactive: stdout.isTTY && !isDumb && !isCi,
    canAsk: stdin.isTTY && stderr.isTTY && !isCi,
    columns: () => stdout.columns || 100,
    rows: () => stdout.rows || 24,
  }
}
