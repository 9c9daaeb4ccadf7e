import type { Log, LogFields } from '../../lib/ports/log.ts'
import type { Invocation } from './invocation.ts'
import { embeddedMetrics } from './metrics.ts'

export interface JsonLogOptions {
  /** Fields of every line. */
  base: { function: string; installation: string }
  invocation: Invocation
  write?: (line: string) => void
  now?: () => number
}

const toStdout = (line: string): void => void process.stdout.write(`${line}\n`)

/** One line of JSON each, with the metrics that it stands for. */
export const createJsonLog = ({ base, invocation, write = toStdout, now = Date.now }: JsonLogOptions): Log => {
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      const at = now()
      const head = { level, message, timestamp: new Date(at).toISOString(), ...base, requestId: invocation.requestId }
      write(JSON.stringify({ ...head, ...fields, ...embeddedMetrics(message, fields, at) }))
    }
  return { info: line('info'), warn: line('warn'), error: line('error') }
}
