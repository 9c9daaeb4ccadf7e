import type { RunHeader } from '../core/header.ts'
import type { RunId } from '../core/message.ts'

/** A run that wants to be looked at, and when: epoch ms. */
export interface DueRun {
  runId: RunId
  dueAt: number
}

/** One row per run: what lists show, and when the run wants to be looked at. Derived from the log, never decided on. */
export interface RunHeaders {
  /**
   * Writes the header if the stored one has a lower seq, or the same seq and `dueAt` equal to `expected`.
   * Answers the header that is stored afterwards.
   */
  put(header: RunHeader, expected?: { dueAt: number | undefined }): Promise<RunHeader>
  get(runId: RunId): Promise<RunHeader | undefined>
  /** Newest first. `before` continues a listing after its last row. May lag behind writes. */
  list(query: { namespace?: string; limit: number; before?: { createdAt: number; runId: RunId } }): Promise<RunHeader[]>
  /** By exact name, newest first. */
  named(namespace: string, name: string): Promise<RunHeader[]>
  /** Runs whose `dueAt` is at or before `until`, earliest first. May lag behind writes. */
  due(until: number, limit: number): Promise<DueRun[]>
}
