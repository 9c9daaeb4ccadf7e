import type { Entry } from '../core/event.ts'
import type { RunId } from '../core/message.ts'

/**
 * The append-only log of each run, with the plan and the snapshots that belong to it. Strongly consistent.
 * It decides nothing and never changes what is written.
 */
export interface RunLog {
  /** Puts entry `entry.seq`. Throws `Conflict` if that seq is taken; the put either happens whole or not at all. */
  append(runId: RunId, entry: Entry): Promise<void>
  /** All entries with a seq above `after`, or the first `limit` of them, in order. Throws `CorruptState` if one cannot be read. */
  read(runId: RunId, after: number, options?: { limit?: number }): Promise<Entry[]>
  /** Idempotent: a plan is named by the hash of its text. */
  putPlan(runId: RunId, hash: string, text: string): Promise<void>
  /** Throws `CorruptState` if there is none. */
  plan(runId: RunId, hash: string): Promise<string>
  putSnapshot(runId: RunId, seq: number, text: string): Promise<void>
  /** The one with the highest seq. */
  snapshot(runId: RunId): Promise<{ seq: number; text: string } | undefined>
  /** Forgets everything of the run, its header last. */
  remove(runId: RunId): Promise<void>
}
