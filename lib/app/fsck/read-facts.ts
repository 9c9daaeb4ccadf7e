import type { RunFacts, StoredEntry } from '../../core/audit/facts.ts'
import { isProblem, type Problem } from '../../core/audit/finding.ts'
import { isError } from '../../core/error.ts'
import type { RunId } from '../../core/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import type { RunInventory } from '../../ports/run-inventory.ts'
import type { RunLog } from '../../ports/run-log.ts'
import { sha256 } from '../run-id.ts'

export interface ReadFactsDeps {
  runLog: Pick<RunLog, 'plan' | 'snapshot'>
  headers: Pick<RunHeaders, 'get'>
  inventory: Pick<RunInventory, 'entries'>
  clock: Clock
}

/** What was read, or why it cannot be. */
const orProblem = async <T>(reading: Promise<T>): Promise<T | Problem> => {
  try {
    return await reading
  } catch (error) {
    if (!isError(error, 'CorruptState')) throw error
    return { problem: error.message }
  }
}

const planHash = ([first]: readonly StoredEntry[]): string | undefined => {
  const opened = first && !isProblem(first) ? first.events[0] : undefined
  return opened?.type === 'run.opened' ? opened.plan : undefined
}

/**
 * Reads all that the store holds of a run. What is derived is read before what it is derived from, so that of a run that
 * moves meanwhile it is only behind, and never ahead.
 */
export const createReadFacts = ({ runLog, headers, inventory, clock }: ReadFactsDeps) => {
  const readPlan = async (runId: RunId, hash: string): Promise<string | Problem> => {
    const text = await runLog.plan(runId, hash)
    return sha256(text) === hash ? text : { problem: 'its text is not the one that its name is the hash of' }
  }

  return async (runId: RunId): Promise<RunFacts> => {
    const header = await orProblem(headers.get(runId))
    const snapshot = await orProblem(runLog.snapshot(runId))
    const entries = await inventory.entries(runId)
    const hash = planHash(entries)
    const plan = hash === undefined ? undefined : await orProblem(readPlan(runId, hash))
    return { runId, now: clock.now(), header, snapshot, entries, plan }
  }
}
