import { auditRun } from '../core/audit/audit-run.ts'
import { type Finding, isProblem } from '../core/audit/finding.ts'
import { followLog } from '../core/audit/follow-log.ts'
import { readLog } from '../core/audit/read-log.ts'
import { readPlan } from '../core/audit/read-plan.ts'
import type { Entry } from '../core/event.ts'
import type { RunId } from '../core/message.ts'
import type { IndexedPlan } from '../core/plan.ts'
import type { Run } from '../core/run.ts'
import { createReadFacts, type ReadFactsDeps } from './fsck/read-facts.ts'

/** Told of each entry that follows from those before it. `state` is what the log gives up to it. */
export type OnEntry = (entry: Entry, run: { plan: IndexedPlan; state: Run }) => void

export interface Replayed {
  /** How many entries are stored. */
  entries: number
  /** Where the fold of the log differs from what is stored, the first difference first; empty: nowhere. */
  findings: Finding[]
}

/** Folds a stored log again from its first entry with the code of today, and says where that leads elsewhere. */
export const createReplayRun = (deps: ReadFactsDeps) => {
  const readFacts = createReadFacts(deps)

  return async (runId: RunId, onEntry: OnEntry): Promise<Replayed> => {
    const facts = await readFacts(runId)
    const plan = readPlan(facts.plan)
    if (!isProblem(plan)) {
      const log = followLog(plan)
      for (const entry of readLog(facts).entries) {
        if (log.fold(entry) !== undefined) break
        onEntry(entry, { plan, state: log.state })
      }
    }
    return { entries: facts.entries.length, findings: auditRun(facts) }
  }
}
