import type { StoredEntry } from '../core/audit/facts.ts'
import type { RunId } from '../core/message.ts'

/** What only somebody asks who looks after the store as a whole: which runs there are, and what can no longer be read. */
export interface RunInventory {
  /**
   * A page of the ids of runs of which there is a log, a plan, a snapshot or a header, in no particular order; `after`
   * is the `next` of the page before. May lag behind writes, and may name a run twice.
   */
  runs(after?: string): Promise<{ runIds: RunId[]; next?: string }>
  /** Every entry of the log in order of seq; one that cannot be read says why in its place. Strongly consistent. */
  entries(runId: RunId): Promise<StoredEntry[]>
  /** Removes the header, if its seq is `seq` where that is given, and nothing else. Answers whether one was removed. */
  removeHeader(runId: RunId, seq?: number): Promise<boolean>
}
