import type { RunId } from '../../core/message.ts'
import type { UnwantedPod } from '../../core/wants.ts'
import type { Cluster } from '../../ports/cluster.ts'
import { podRef } from '../pod-ref.ts'
import type { RunStates } from '../run-states.ts'

/**
 * Stops pods that were given up. By their deadline where they have started: on a real cluster a deleted pod's logs are
 * unreadable as soon as its container ends, while one past its deadline gets the same SIGTERM and grace and keeps them.
 */
export const createStop =
  ({ cluster, states }: { cluster: Pick<Cluster, 'stopPod' | 'deletePod'>; states: RunStates }) =>
  async (runId: RunId, pods: readonly UnwantedPod[]): Promise<void> => {
    const refs = await states.using(runId, (run) =>
      pods.map(({ task, attempt, uid, how }) => ({ ref: { ...podRef(runId, run, [task, attempt]), uid }, how })),
    )
    for (const { ref, how } of refs) await (how === 'stop' ? cluster.stopPod(ref) : cluster.deletePod(ref))
  }
