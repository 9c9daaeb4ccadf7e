import * as z from 'zod'

/**
 * What the watcher, a probe or a refused create saw of one attempt's pod.
 * It counts only if nonce and attempt match, and the uid once one is known.
 */
export const Observation = z.strictObject({
  task: z.int().nonnegative(),
  attempt: z.int().nonnegative(),
  /** Absent when nothing was found (`gone` by a probe) or nothing was made (`refused`). */
  uid: z.string().optional(),
  nonce: z.string(),
  /**
   * `pending`: not started yet (`reason` says why) · `running` · `succeeded`: the main containers ended with 0 ·
   * `failed`: the pod's phase is terminal · `gone`: no such pod · `refused`: the API will never accept this pod.
   */
  phase: z.enum(['pending', 'running', 'succeeded', 'failed', 'gone', 'refused']),
  /** Epoch ms. */
  startedAt: z.int().optional(),
  finishedAt: z.int().optional(),
  node: z.string().optional(),
  exitCode: z.int().optional(),
  /** Texts of the result files that the task left, by name. */
  results: z.record(z.string(), z.string()).optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  /** The cluster took the pod away (eviction, preemption, node loss, deletion): not the task's fault. */
  disrupted: z.boolean().optional(),
  /** A pod that has been asked to go away, by anyone. */
  deleting: z.boolean().optional(),
})
export type Observation = z.infer<typeof Observation>
