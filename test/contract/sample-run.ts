import { randomUUID } from 'node:crypto'
import type { Entry, Event } from '../../lib/core/event.ts'
import type { RunHeader } from '../../lib/core/header.ts'
import { RunId } from '../../lib/core/message.ts'

export const sampleRunId = (): RunId => RunId.parse(randomUUID())

export const sampleEntry = (seq: number, events: Event[] = [{ type: 'tasks.ready', tasks: [seq] }]): Entry => ({
  seq,
  at: 1_700_000_000_000 + seq,
  causes: [`message-${seq}`],
  events,
})

/** An entry of about `bytes` bytes of JSON, with text beyond ASCII. */
export const largeEntry = (seq: number, bytes: number): Entry => {
  const ended = (task: number): Event => ({
    type: 'attempt.ended',
    task,
    attempt: 0,
    phase: 'Failed',
    reason: 'Error',
    message: `exit 1: größer als nötig, 失敗しました 🚧 ${task}`,
    exitCode: 1,
  })
  return sampleEntry(
    seq,
    Array.from({ length: Math.ceil(bytes / 160) }, (_, task) => ended(task)),
  )
}

export const sampleHeader = (changes: Partial<RunHeader> = {}): RunHeader => ({
  runId: sampleRunId(),
  namespace: 'default',
  name: 'build-1',
  source: 'DAG/build',
  seq: 1,
  phase: 'Pending',
  tasks: { total: 3, ended: 0 },
  createdAt: 1_700_000_000_000,
  dueAt: 1_700_000_060_000,
  ...changes,
})
