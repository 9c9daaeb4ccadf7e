import { createMemoryCluster } from '../../lib/adapters/memory/memory-cluster.ts'
import type { PodScript } from '../../lib/adapters/memory/memory-kubelet.ts'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { createVirtualClock } from '../../lib/adapters/memory/virtual-clock.ts'
import { type Commit, createCommit } from '../../lib/app/commit.ts'
import type { Delivery } from '../../lib/app/delivery.ts'
import { createRunStates } from '../../lib/app/run-states.ts'
import type { Pod } from '../../lib/core/kubernetes.ts'
import type { QueueMessage, QueueName, RunId, WorkMessage } from '../../lib/core/message.ts'
import type { IndexedPlan } from '../../lib/core/plan.ts'
import { replay } from '../../lib/core/replay.ts'
import type { RunSettings } from '../../lib/core/settings.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import type { Queues } from '../../lib/ports/queues.ts'
import type { RunLog } from '../../lib/ports/run-log.ts'
import { memoryStore, openRun, recordingLog, settings } from './memory-world.ts'

export interface Options {
  script?: (pod: Pod) => PodScript
  /** What a port does otherwise, for a fault. */
  faults?: (ports: { cluster: Cluster; queues: Queues; runLog: RunLog }) => {
    cluster?: Partial<Cluster>
    queues?: Partial<Queues>
    runLog?: Partial<RunLog>
  }
}

/** One delivery of a message, its first unless said otherwise. */
export const delivery = <M>(message: M, receives = 1): Delivery<M> => ({ id: 'message', receives, message })

/** The ports of a world in which nothing runs by itself: a test calls the use cases, and looks at what they send. */
export const useCasesUnderTest = (options: Options = {}) => {
  const clock = createVirtualClock(1_000_000)
  const random = createSeededRandom(7)
  const store = memoryStore({ clock, random })
  const kube = createMemoryCluster({ clock, random, script: options.script })
  const log = recordingLog()
  const { queues, runLog } = store
  const faults = options.faults?.({ cluster: kube.cluster, queues, runLog }) ?? {}
  const ports = {
    ...store,
    queues: { ...queues, ...faults.queues },
    runLog: { ...runLog, ...faults.runLog },
    cluster: { ...kube.cluster, ...faults.cluster },
  }
  const states = createRunStates(ports)
  const common = { ...ports, clock, random, log, settings, states }
  const commit: Commit = createCommit(common)
  const deps = { ...common, commit }

  /** Takes what is on a queue now. */
  const sent = async <Q extends QueueName>(queue: Q): Promise<QueueMessage<Q>[]> => {
    const batch = await queues.receive(queue, { max: 10_000, visibilityMs: 60_000, waitMs: 0 })
    await queues.acknowledge(
      queue,
      batch.map(({ receipt }) => receipt),
    )
    return batch.map(({ body }) => JSON.parse(body) as QueueMessage<Q>)
  }

  return {
    deps,
    kube,
    clock,
    log,
    queues,
    states,
    commit,
    sent,
    /** A run that is open, its claims not yet made. */
    open: (runId: RunId, plan: IndexedPlan, kept: Partial<RunSettings> = {}) =>
      openRun({ runLog, clock }, runId, { plan, settings: { ...settings, ...kept } }),
    /** A run whose first tasks are ready. */
    start: async (runId: RunId, plan: IndexedPlan, kept: Partial<RunSettings> = {}): Promise<void> => {
      await openRun({ runLog, clock }, runId, { plan, settings: { ...settings, ...kept } })
      await commit(runId, [delivery({ type: 'claims.made', runId } satisfies WorkMessage)])
    },
    stateOf: async (runId: RunId, plan: IndexedPlan) => replay(plan, await runLog.read(runId, 0)),
  }
}
