import * as z from 'zod'
import { Milestone } from './event.ts'
import { Observation } from './observation.ts'
import { openSubmission, RunSubmit } from './submission.ts'

export const RunId = z.uuid().brand<'RunId'>()
export type RunId = z.infer<typeof RunId>

const runId = RunId
const attempts = z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()]))

export const RunPrepare = z.strictObject({ type: z.literal('run.prepare'), runId })
export const AttemptsDispatch = z.strictObject({ type: z.literal('attempts.dispatch'), runId, attempts })
export const AttemptsProbe = z.strictObject({ type: z.literal('attempts.probe'), runId, attempts })
export const PodsObserved = z.strictObject({
  type: z.literal('pods.observed'),
  runId,
  observations: z.array(Observation),
})
export const RunCancel = z.strictObject({
  type: z.literal('run.cancel'),
  runId,
  reason: z.string().optional(),
  /** Absent: everything, at once. `finally`: final tasks still run. `stop`: what runs may finish, then the final tasks. */
  mode: z.enum(['finally', 'stop']).optional(),
})
/** Where a page of a check starts: among the attempts in flight by index, then among those that have ended by ordinal. */
export const CheckPage = z.strictObject({ of: z.enum(['inFlight', 'ended']), from: z.int().nonnegative() })
export type CheckPage = z.infer<typeof CheckPage>
/** Look at the run as a whole, a page at a time. Without a page: from the start. */
export const RunCheck = z.strictObject({ type: z.literal('run.check'), runId, page: CheckPage.optional() })
export const ClaimsMade = z.strictObject({
  type: z.literal('claims.made'),
  runId,
  /** Why the cluster will never give the claims. */
  refused: z.strictObject({ reason: z.string(), message: z.string() }).optional(),
})
export const PodsReleased = z.strictObject({
  type: z.literal('pods.released'),
  runId,
  attempts,
  /** A list of the run's pods came back empty, and the claims that end with the run are gone. */
  empty: z.boolean().optional(),
})
export const AttemptsArchive = z.strictObject({ type: z.literal('attempts.archive'), runId, attempts })
/** Attempts given up, and pods that no attempt wants, by uid. */
export const AttemptsStop = z.strictObject({
  type: z.literal('attempts.stop'),
  runId,
  pods: z.array(
    z.strictObject({
      task: z.int().nonnegative(),
      attempt: z.int().nonnegative(),
      uid: z.string(),
      /** `stop` by its deadline, so that its logs stay readable; `delete` what has not started or is not wanted. */
      how: z.enum(['stop', 'delete']),
    }),
  ),
})
export const PodsRelease = z.strictObject({
  type: z.literal('pods.release'),
  runId,
  attempts,
  /** The run has ended a horizon ago: list its pods, and let go of the claims too. */
  last: z.boolean().optional(),
})
export const ClusterWatch = z.strictObject({ type: z.literal('cluster.watch') })

/** Tell of it whoever wants to know. */
export const EventDeliver = z.strictObject({ type: z.literal('event.deliver'), runId, milestone: Milestone })
/** They have been told. */
export const RunNotified = z.strictObject({ type: z.literal('run.notified'), runId, milestone: Milestone })

/** What `advance` decides on: everything that may change a run. */
export const WorkMessage = z.discriminatedUnion('type', [
  PodsObserved,
  RunCancel,
  RunCheck,
  ClaimsMade,
  PodsReleased,
  RunNotified,
])
export type WorkMessage = z.infer<typeof WorkMessage>

/** The messages of each queue, by type. */
export const queueMessages = {
  submit: z.preprocess(openSubmission, z.discriminatedUnion('type', [RunSubmit, RunPrepare])),
  dispatch: z.discriminatedUnion('type', [AttemptsDispatch, AttemptsProbe]),
  work: WorkMessage,
  collect: z.discriminatedUnion('type', [AttemptsArchive, AttemptsStop, PodsRelease]),
  notify: EventDeliver,
  watch: ClusterWatch,
} as const
export type QueueName = keyof typeof queueMessages
export type QueueMessage<Q extends QueueName> = z.infer<(typeof queueMessages)[Q]>
export const queueNames = Object.keys(queueMessages) as QueueName[]
