import * as z from 'zod'
import { RunSettings } from './settings.ts'
import { Value } from './variable.ts'

const task = z.int().nonnegative()
const attempt = z.int().nonnegative()
const at = z.int()
const why = { reason: z.string(), message: z.string().optional() }

/** Phases in which a task or a run has come to its end; they never change. */
export const EndPhase = z.enum(['Succeeded', 'Failed', 'Cancelled', 'TimedOut', 'Skipped'])
export type EndPhase = z.infer<typeof EndPhase>

/** What is stopped: everything; the tasks that are not final, after which the final ones run; the final ones. */
export const StopScope = z.enum(['run', 'tasks', 'finally'])
export type StopScope = z.infer<typeof StopScope>

/** What somebody outside may be told of a run: that it has started, that it has finished. */
export const Milestone = z.enum(['started', 'finished'])
export type Milestone = z.infer<typeof Milestone>

const RunOpened = z.strictObject({
  type: z.literal('run.opened'),
  name: z.string(),
  namespace: z.string(),
  /** SHA-256 of the plan's JSON: names its chunks. */
  plan: z.string(),
  /** Fresh per run: a pod that does not carry it is not ours. */
  nonce: z.string(),
  /** Hash of what was submitted: same key and body is the same run, another body an error. */
  body: z.string(),
  settings: RunSettings,
})

const ClaimsMade = z.strictObject({ type: z.literal('claims.made') })

/** The window had room: these tasks' first attempts may be created. */
const TasksReady = z.strictObject({ type: z.literal('tasks.ready'), tasks: z.array(task) })

/** The task fans out: an instance for each combination of parameters, at the next free indices. */
const TaskExpanded = z.strictObject({
  type: z.literal('task.expanded'),
  task,
  combinations: z.array(z.record(z.string(), z.string())).min(1),
})

/** The attempt's pod was seen alive; again when it starts or when why it waits changes. */
const AttemptRunning = z.strictObject({
  type: z.literal('attempt.running'),
  task,
  attempt,
  uid: z.string(),
  node: z.string().optional(),
  startedAt: at.optional(),
  waiting: z.strictObject(why).optional(),
  /** It was asked to go, by somebody else than us. */
  leaving: z.boolean().optional(),
})

/** Given up while its pod lives: the pod is to be stopped, and the attempt ends when that is seen. */
const AttemptStopping = z.strictObject({
  type: z.literal('attempt.stopping'),
  task,
  attempt,
  phase: z.enum(['Failed', 'Cancelled', 'TimedOut']),
  ...why,
})

const AttemptEnded = z.strictObject({
  type: z.literal('attempt.ended'),
  task,
  attempt,
  phase: z.enum(['Succeeded', 'Failed', 'Cancelled', 'TimedOut']),
  ...why,
  /** Absent when no pod was ever seen. */
  uid: z.string().optional(),
  exitCode: z.int().optional(),
  node: z.string().optional(),
  startedAt: at.optional(),
  finishedAt: at.optional(),
  /** Nobody has seen its pod end: it is gone, or its node is. */
  lost: z.boolean().optional(),
  /** What the attempt handed out, failed ones included. */
  results: z.record(z.string(), Value).optional(),
})

/** Back to Ready with the next attempt. */
const TaskRetried = z.strictObject({
  type: z.literal('task.retried'),
  task,
  attempt,
  notBefore: at,
  /** The cluster's doing: does not consume the user's retries. */
  disrupted: z.boolean().optional(),
})

const TasksEnded = z.strictObject({ type: z.literal('tasks.ended'), tasks: z.array(task), phase: EndPhase, ...why })

/** Cancelled or out of time: nothing new of its scope starts, and this is how the run will end. */
const RunStopping = z.strictObject({
  type: z.literal('run.stopping'),
  phase: z.enum(['Failed', 'Cancelled', 'TimedOut']),
  scope: StopScope,
  /** What runs may finish. */
  lets: z.boolean().optional(),
  ...why,
})

const RunEnded = z.strictObject({
  type: z.literal('run.ended'),
  phase: z.enum(['Succeeded', 'Failed', 'Cancelled', 'TimedOut']),
  ...why,
  results: z.record(z.string(), Value).optional(),
})

/** Pods that are archived and gone from the cluster. */
const PodsReleased = z.strictObject({
  type: z.literal('pods.released'),
  attempts: z.array(z.tuple([task, attempt])),
})

/** Whoever wants to know of it has been told. */
const RunNotified = z.strictObject({ type: z.literal('run.notified'), milestone: Milestone })

const RunClosed = z.strictObject({ type: z.literal('run.closed') })

/** A fact of a run. The log is a list of entries of these; the state is their fold. */
export const Event = z.discriminatedUnion('type', [
  RunOpened,
  ClaimsMade,
  TasksReady,
  TaskExpanded,
  AttemptRunning,
  AttemptStopping,
  AttemptEnded,
  TaskRetried,
  TasksEnded,
  RunStopping,
  RunEnded,
  PodsReleased,
  RunNotified,
  RunClosed,
])
export type Event = z.infer<typeof Event>
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>

/** One atomic append to a run's log. `seq` starts at 1; `causes` are message ids, for people. */
export const Entry = z.strictObject({
  seq: z.int().positive(),
  at,
  causes: z.array(z.string()),
  events: z.array(Event).min(1),
})
export type Entry = z.infer<typeof Entry>
