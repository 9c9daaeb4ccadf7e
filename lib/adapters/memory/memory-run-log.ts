import { MillraceError } from '../../core/error.ts'
import type { Entry } from '../../core/event.ts'
import type { RunId } from '../../core/message.ts'
import type { RunLog } from '../../ports/run-log.ts'
import { copy, frozen } from './copy.ts'
import type { MemoryRunHeaders } from './memory-run-headers.ts'

interface Run {
  entries: Map<number, Entry>
  plans: Map<string, string>
  snapshots: Map<number, string>
}

export interface MemoryRunLog extends RunLog {
  /** Of runs of which something is stored. */
  ids(): RunId[]
}

export const createMemoryRunLog = (headers: MemoryRunHeaders): MemoryRunLog => {
  const runs = new Map<RunId, Run>()
  const run = (runId: RunId): Run => {
    const known = runs.get(runId) ?? { entries: new Map(), plans: new Map(), snapshots: new Map() }
    runs.set(runId, known)
    return known
  }

  return {
    append: async (runId, entry) => {
      const { entries } = run(runId)
      if (entries.has(entry.seq)) throw new MillraceError('Conflict', `entry ${entry.seq} of run ${runId} is taken`)
      entries.set(entry.seq, frozen(copy(entry)))
    },
    read: async (runId, after) =>
      [...run(runId).entries.values()].filter((entry) => entry.seq > after).sort((a, b) => a.seq - b.seq),
    putPlan: async (runId, hash, text) => void run(runId).plans.set(hash, text),
    plan: async (runId, hash) => {
      const text = run(runId).plans.get(hash)
      if (text === undefined) throw new MillraceError('CorruptState', `plan ${hash} of run ${runId} is missing`)
      return text
    },
    putSnapshot: async (runId, seq, text) => void run(runId).snapshots.set(seq, text),
    snapshot: async (runId) => {
      const { snapshots } = run(runId)
      const seq = Math.max(...snapshots.keys())
      const text = snapshots.get(seq)
      return text === undefined ? undefined : { seq, text }
    },
    remove: async (runId) => {
      runs.delete(runId)
      headers.forget(runId)
    },
    ids: () => {
      const isStored = ({ entries, plans, snapshots }: Run) => entries.size + plans.size + snapshots.size > 0
      return [...runs].flatMap(([runId, stored]) => (isStored(stored) ? [runId] : []))
    },
  }
}
