import * as z from 'zod'
import { RunId } from './message.ts'

/** The row that lists show for a run. Times are epoch ms. */
export const RunHeader = z.strictObject({
  runId: RunId,
  namespace: z.string(),
  name: z.string(),
  /** Where the plan came from, as `DAG/build`. */
  source: z.string(),
  /** Of the log entry it was derived from. */
  seq: z.int().nonnegative(),
  phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Cancelled', 'TimedOut']),
  reason: z.string().optional(),
  message: z.string().optional(),
  tasks: z.strictObject({ total: z.int(), ended: z.int() }),
  createdAt: z.int(),
  endedAt: z.int().optional(),
  /** When the run wants to be looked at; absent once it is closed. */
  dueAt: z.int().optional(),
})
export type RunHeader = z.infer<typeof RunHeader>
