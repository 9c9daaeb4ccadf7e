import * as z from 'zod'

/** What a run keeps from the moment it is opened, whatever the settings become later. Times in milliseconds. */
export const RunSettings = z.strictObject({
  /** Label value that tells the pods of this installation from others'. */
  installation: z.string().default('default'),
  /** What a required workspace gets that nothing is bound to, such as `{emptyDir: {}}`. */
  defaultWorkspaceBinding: z.record(z.string(), z.json()).optional(),
  /** Combinations that one task may fan out into. */
  maxMatrix: z.int().min(1).max(10_000).default(256),
  maxPodsInFlight: z.int().min(1).max(10_000).default(100),
  /** How long a pod may be seen without starting: image pull back-off, unschedulable, configuration error. */
  pendingTimeout: z.int().positive().default(300_000),
  /** The longest time a stalled dispatch can still create a pod: its timeout + request timeout + clock skew. */
  horizon: z.int().positive().default(45_000),
  /** A run is looked at as a whole at least this often after it last moved. */
  checkInterval: z.int().positive().default(60_000),
  /** A running attempt without news for this long is probed. */
  silence: z.int().positive().default(60_000),
  /** How long after its grace a pod that was told to go may say nothing of its end, until its node counts as lost. */
  nodeLostTimeout: z.int().positive().default(600_000),
  /** Wait before the n-th retry that the cluster caused: this times 2^n. */
  disruptionBackoff: z.int().nonnegative().default(1_000),
  /** Bytes of one container's log that are archived; the rest is cut, and the archive says so. */
  maxLogBytes: z
    .int()
    .positive()
    .default(64 * 1024 * 1024),
  /** Whether somebody wants to be told when the run starts and finishes. */
  events: z.boolean().default(false),
  /** What the pods' helpers run in: a busybox that is one static binary, because it has to work in any image. */
  busyboxImage: z.string().min(1).default('docker.io/library/busybox:1.37-musl'),
})
export type RunSettings = z.infer<typeof RunSettings>
