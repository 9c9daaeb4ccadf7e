import type { Log, LogFields } from '../../ports/log.ts'
import type { Terminal } from '../terminal/terminal.ts'

const text = (fields: LogFields = {}): string =>
  Object.entries(fields)
    .filter(([key, value]) => value !== undefined && key !== 'stack')
    .map(([key, value]) => ` ${key}=${typeof value === 'string' && /\s/.test(value) ? JSON.stringify(value) : value}`)
    .join('')

/** Deliveries after which what should heal itself is worth a look. */
const manyReceives = 4

const isStuck = ({ receives }: LogFields = {}): boolean => typeof receives === 'number' && receives >= manyReceives

/** What the engine has to say: errors, and warnings that come again and again; the rest only with `--debug`. */
export const hostLog = (terminal: Pick<Terminal, 'err' | 'paintErr'>, { debug }: { debug: boolean }): Log => {
  const say = (level: 'info' | 'warn' | 'error', message: string, fields?: LogFields): void => {
    const colour = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'dim'
    terminal.err(`${terminal.paintErr(colour, level)}: ${message}${text(fields)}`)
  }
  return {
    info: (message, fields) => (debug ? say('info', message, fields) : undefined),
    warn: (message, fields) => (debug || isStuck(fields) ? say('warn', message, fields) : undefined),
    error: (message, fields) => say('error', message, fields),
  }
}
