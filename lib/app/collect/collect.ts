import type { QueueMessage } from '../../core/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Log } from '../../ports/log.ts'
import type { Objects } from '../../ports/objects.ts'
import type { Queues } from '../../ports/queues.ts'
import type { Delivery, UseCase } from '../delivery.ts'
import type { RunStates } from '../run-states.ts'
import { type ArchiveBounds, createArchive } from './archive.ts'
import { createRelease } from './release.ts'
import { createStop } from './stop.ts'

export interface CollectDeps {
  cluster: Cluster
  objects: Objects
  states: RunStates
  queues: Queues
  clock: Clock
  log: Log
  bounds?: ArchiveBounds
}

type Collected = QueueMessage<'collect'>
type Of<T extends Collected['type']> = Delivery<Extract<Collected, { type: T }>>

const isOf =
  <T extends Collected['type']>(type: T) =>
  (delivery: Delivery<Collected>): delivery is Of<T> =>
    delivery.message.type === type

/** Archives logs, stops pods, releases pods and claims. What deliveries of one run want archived is archived together. */
export const createCollect = (deps: CollectDeps): UseCase<Collected> => {
  const archive = createArchive(deps)
  const stop = createStop(deps)
  const release = createRelease({ ...deps, archive })
  /** A batch that has failed comes again one by one, and what could be archived of it is. */
  const tried = new WeakSet<Delivery<Collected>>()

  const archiveAll = async (deliveries: readonly Of<'attempts.archive'>[]): Promise<void> => {
    const [first] = deliveries
    if (!first) return
    const again = deliveries.some((delivery) => delivery.receives > 1 || tried.has(delivery))
    for (const delivery of deliveries) tried.add(delivery)
    const attempts = deliveries.flatMap(({ message }) => message.attempts)
    const [failure] = await archive(first.message.runId, attempts, { again })
    if (failure) throw failure.error
  }

  return async (deliveries) => {
    for (const { message } of deliveries.filter(isOf('attempts.stop'))) await stop(message.runId, message.pods)
    await archiveAll(deliveries.filter(isOf('attempts.archive')))
    for (const { message } of deliveries.filter(isOf('pods.release'))) await release(message)
  }
}
