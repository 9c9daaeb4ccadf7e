import type { QueueMessage } from '../../core/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Log } from '../../ports/log.ts'
import type { Objects } from '../../ports/objects.ts'
import type { Queues } from '../../ports/queues.ts'
import type { UseCase } from '../delivery.ts'
import type { RunStates } from '../run-states.ts'
import { createArchive } from './archive.ts'
import { createRelease } from './release.ts'
import { createStop } from './stop.ts'

export interface CollectDeps {
  cluster: Cluster
  objects: Objects
  states: RunStates
  queues: Queues
  clock: Clock
  log: Log
}

/** Archives logs, stops pods, releases pods and claims. */
export const createCollect = (deps: CollectDeps): UseCase<QueueMessage<'collect'>> => {
  const archive = createArchive(deps)
  const stop = createStop(deps)
  const release = createRelease(deps)
  return async (deliveries) => {
    for (const { message } of deliveries) {
      if (message.type === 'attempts.archive') {
        const [failure] = await archive(message.runId, message.attempts)
        if (failure) throw failure.error
      }
      if (message.type === 'attempts.stop') await stop(message.runId, message.pods)
      if (message.type === 'pods.release') await release(message)
    }
  }
}
