import * as z from 'zod'
import { EndPhase, Milestone, StopScope } from './event.ts'
import { RunSettings } from './settings.ts'
import { Value } from './variable.ts'

export const TaskPhase = z.enum(['Pending', 'Ready', 'Running', ...EndPhase.options])
export type TaskPhase = z.infer<typeof TaskPhase>
export const RunPhase = z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Cancelled', 'TimedOut'])
export type RunPhase = z.infer<typeof RunPhase>

const at = z.int()
const count = z.int().nonnegative()

/** Why something is being ended before its time, and since when. */
export const Stopping = z.strictObject({
  phase: z.enum(['Failed', 'Cancelled', 'TimedOut']),
  reason: z.string(),
  message: z.string().optional(),
  at,
})
export type Stopping = z.infer<typeof Stopping>

/** One task, and its current attempt. Times are epoch ms. */
export const TaskState = z.strictObject({
  phase: TaskPhase,
  reason: z.string().optional(),
  message: z.string().optional(),
  /** Needs that have not ended yet. */
  remaining: count,
  attempt: count,
  /** Attempts that used up the user's retries, and those that the cluster took away. */
  failures: count,
  disruptions: count,
  /** When the current attempt became ready, and before when it may not be created. */
  readyAt: at.optional(),
  notBefore: at.optional(),
  /** Its pod: seen, started, where, and the last time anything was recorded about it. */
  uid: z.string().optional(),
  seenAt: at.optional(),
  startedAt: at.optional(),
  node: z.string().optional(),
  newsAt: at.optional(),
  /** Since when its pod is known to have been asked to go. */
  leavingAt: at.optional(),
  stopping: Stopping.optional(),
  exitCode: z.int().optional(),
  endedAt: at.optional(),
  results: z.record(z.string(), Value).optional(),
  /** Of an instance: the task that fanned out, and which of its instances this is. */
  of: count.optional(),
  instance: count.optional(),
  /** What the instance has for the parameters that its task fans out over. */
  params: z.record(z.string(), z.string()).optional(),
  /** Of a task that fanned out: the index of its first instance, and how many there are. `remaining` counts them down. */
  instances: z.strictObject({ first: count, count }).optional(),
})
export type TaskState = z.infer<typeof TaskState>

/** An attempt that has ended and whose pod may still be in the cluster. */
export const EndedAttempt = z.strictObject({
  /** How many of the run's attempts had ended before it. */
  ordinal: count,
  task: count,
  attempt: count,
  /** Absent when no pod of it was ever seen. */
  uid: z.string().optional(),
  /** Its pod was not seen to end: there is no log to be had, and no grace to wait for. */
  lost: z.boolean().optional(),
  endedAt: at,
})
export type EndedAttempt = z.infer<typeof EndedAttempt>

/** The fold of a run's log. Plain JSON, so that it can be stored as it is. */
export const RunState = z.strictObject({
  /** Of the last entry folded; 0 before the first. */
  seq: count,
  phase: RunPhase,
  reason: z.string().optional(),
  message: z.string().optional(),
  name: z.string(),
  namespace: z.string(),
  plan: z.string(),
  nonce: z.string(),
  body: z.string(),
  settings: RunSettings,
  openedAt: at,
  /** When anything last happened. */
  movedAt: at,
  endedAt: at.optional(),
  closed: z.boolean(),
  claimsMade: z.boolean(),
  stopping: Stopping.extend({ scope: StopScope, lets: z.boolean().optional() }).optional(),
  tasks: z.array(TaskState),
  /** Tasks that have not ended, instances included. */
  open: count,
  /** Tasks that have not ended and are not final; when there are none, the final ones begin. */
  openTasks: count,
  finallyAt: at.optional(),
  /** Tasks that have fanned out and not ended. */
  fanned: z.array(count),
  results: z.record(z.string(), Value).optional(),
  /** Tasks whose needs have all ended, in that order; those no longer Pending are passed over. */
  eligible: z.array(count),
  /** How many of them are admitted, or passed over, already. */
  admitted: count,
  /** Tasks that are Ready or Running. */
  inFlight: z.array(count),
  /** In the order in which they ended. */
  unreleased: z.array(EndedAttempt),
  /** How many attempts have ended, released or not. */
  ended: count,
  /** What has been told of it to those who want to know. */
  notified: z.array(Milestone).default([]),
  /** When an attempt last ended. */
  lastEndAt: at.optional(),
  /** Where a pod of this run was last seen. */
  lastNode: z.string().optional(),
})
export type RunState = z.infer<typeof RunState>

export type DeepReadonly<T> = T extends (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T

/** What `decide` and `wants` see. */
export type Run = DeepReadonly<RunState>

export const hasEnded = (phase: TaskPhase | RunPhase): boolean =>
  phase !== 'Pending' && phase !== 'Ready' && phase !== 'Running'

/** The state before the first entry. */
export const unopened = (settings: RunSettings): RunState => ({
  seq: 0,
  phase: 'Pending',
  name: '',
  namespace: '',
  plan: '',
  nonce: '',
  body: '',
  settings,
  openedAt: 0,
  movedAt: 0,
  closed: false,
  claimsMade: false,
  tasks: [],
  open: 0,
  openTasks: 0,
  fanned: [],
  eligible: [],
  admitted: 0,
  inFlight: [],
  unreleased: [],
  ended: 0,
  notified: [],
})
