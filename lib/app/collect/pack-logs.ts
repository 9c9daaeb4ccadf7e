import { createMutexes } from '../mutexes.ts'
import { bundleName, type Held, longestName } from './bundle-name.ts'
import type { LogParts } from './log-bundle.ts'

/** A log that was read, its place among those of its attempt, and how many these are. */
export interface ReadLog extends LogParts {
  step: number
  steps: number
}

export interface PackLogs {
  /** Resolves when there is room for more: whoever reads on too early holds too much. */
  add(log: ReadLog): Promise<void>
  /** Hands over what is left. */
  flush(): Promise<void>
}

/** Logs of one bundle: its index stays a few pages long. */
const mostLogs = 256

/** An attempt whose logs are all here is named by itself, any other by its steps. */
const heldBy = (logs: readonly ReadLog[]): Held[] => {
  const byAttempt = Map.groupBy(logs, ({ task, attempt }) => `${task}.${attempt}`)
  return [...byAttempt.values()].flatMap((ofOne): Held[] => {
    const [{ task, attempt, steps }] = ofOne as [ReadLog]
    return ofOne.length === steps ? [{ task, attempt }] : ofOne.map(({ step }) => ({ task, attempt, step }))
  })
}

const sizeOf = (logs: readonly ReadLog[]): number =>
  logs.reduce((sum, { parts }) => sum + parts.reduce((bytes, part) => bytes + part.length, 0), 0)

/**
 * Gathers logs as they come, and hands them to `put` in bundles of at most `maxBytes` each, with their names. A log that
 * is larger is a bundle of its own.
 */
export const createPackLogs = (
  put: (name: string, logs: readonly ReadLog[]) => Promise<void>,
  maxBytes: number,
): PackLogs => {
  const exclusively = createMutexes()
  let open: ReadLog[] = []

  const fits = (logs: readonly ReadLog[]): boolean =>
    logs.length <= mostLogs && sizeOf(logs) <= maxBytes && bundleName(heldBy(logs)).length <= longestName

  const handOver = async (): Promise<void> => {
    const logs = open
    open = []
    if (logs.length > 0) await put(bundleName(heldBy(logs)), logs)
  }

  const add = async (log: ReadLog): Promise<void> => {
    if (!fits([...open, log])) await handOver()
    open.push(log)
    if (sizeOf(open) > maxBytes) await handOver()
  }

  return {
    add: (log) => exclusively('open', () => add(log)),
    flush: () => exclusively('open', handOver),
  }
}
