import * as z from 'zod'
import { MillraceError } from '../../core/error.ts'

/** The log of one container of an attempt. */
export interface LogName {
  task: number
  attempt: number
  container: string
}

/** A log on its way into a bundle, in the pieces in which it came. */
export interface LogParts extends LogName {
  parts: readonly Uint8Array[]
  /** There is more of it, which is not kept. */
  cut: boolean
}

export interface BundledLog extends LogName {
  bytes: Uint8Array
  cut: boolean
}

const count = z.int().nonnegative()
/** Offsets count from the end of the line that the index is. */
const Index = z.strictObject({
  format: z.literal(1),
  logs: z.array(
    z.strictObject({
      task: count,
      attempt: count,
      container: z.string(),
      offset: count,
      length: count,
      cut: z.boolean(),
    }),
  ),
})

const lineEnd = '\n'.charCodeAt(0)

/** One body of many logs: an index, which is a line of JSON, and after it the bytes of one log after the other. */
export const buildBundle = (logs: readonly LogParts[]): Uint8Array => {
  let offset = 0
  const entries = logs.map(({ task, attempt, container, parts, cut }) => {
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const entry = { task, attempt, container, offset, length, cut }
    offset += length
    return entry
  })
  const index: z.infer<typeof Index> = { format: 1, logs: entries }
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...logs.flatMap(({ parts }) => parts)])
}

/** The logs of a bundle, as views of its body. Throws `CorruptState` when it is no whole bundle of this format. */
export const readBundle = (body: Uint8Array): BundledLog[] => {
  const end = body.indexOf(lineEnd)
  if (end < 0) throw corrupt('it has no index')
  const bytes = body.subarray(end + 1)
  let offset = 0
  const logs = readIndex(body.subarray(0, end)).map(({ offset: start, length, ...log }) => {
    if (start !== offset) throw corrupt(`a log begins at ${start}; expected ${offset}`)
    offset += length
    return { ...log, bytes: bytes.subarray(start, offset) }
  })
  if (offset !== bytes.length) throw corrupt(`it has ${bytes.length} bytes of logs; expected ${offset}`)
  return logs
}

const readIndex = (line: Uint8Array): z.infer<typeof Index>['logs'] => {
  try {
    return Index.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))).logs
  } catch (cause) {
    throw corrupt('its index cannot be read', cause)
  }
}

const corrupt = (why: string, cause?: unknown): MillraceError =>
  new MillraceError('CorruptState', `a bundle of logs is damaged: ${why}`, { cause })
