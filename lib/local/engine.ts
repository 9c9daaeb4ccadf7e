import { createAdvance } from '../app/advance.ts'
import { createCollect } from '../app/collect/collect.ts'
import { createCommit } from '../app/commit.ts'
import type { UseCase } from '../app/delivery.ts'
import { createDispatch } from '../app/dispatch.ts'
import { createHandle } from '../app/handle.ts'
import { createNotify } from '../app/notify.ts'
import { createResolve } from '../app/resolve.ts'
import { createRunStates } from '../app/run-states.ts'
import { createTick } from '../app/tick.ts'
import { createWatch, watchTimes } from '../app/watch/watch.ts'
import type { QueueMessage, QueueName } from '../core/message.ts'
import type { RunSettings } from '../core/settings.ts'
import type { Clock } from '../ports/clock.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { EventSink } from '../ports/event-sink.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import { poll } from './poller.ts'
import type { Store } from './store.ts'

export interface EngineOptions {
  store: Omit<Store, 'database'>
  cluster: Cluster
  settings: RunSettings
  clock: Clock
  random: Random
  log: Log
  /** Without one, no run may be started with the setting `events`. */
  sink?: EventSink
}

export interface Engine {
  /** Takes nothing new, lets what is under way finish, and resolves when all is quiet. */
  stop(): Promise<void>
}

/** Milliseconds between ticks: there is no price per look here. */
const tickPeriod = 1_000

/** The interval and patience of the function would only delay one machine's news. */
const localWatch = { ...watchTimes, interval: 5, patience: 250 }

/** Runs every use case of Millrace in this process, on the store's queues. */
export const startEngine = (options: EngineOptions): Engine => {
  const { store, cluster, settings, clock, random, log, sink } = options
  const { queues } = store
  const stopping = new AbortController()
  const states = createRunStates(store)
  const deps = { ...store, cluster, settings, clock, random, log, states }
  const commit = createCommit(deps)

  const serve = <Q extends QueueName>(
    queue: Q,
    useCase: UseCase<QueueMessage<Q>>,
    shape: { batch: number; concurrency: number; visibilityMs: number },
  ): Promise<void> =>
    poll({ queue, handle: createHandle(deps, queue, useCase), queues, log, ...shape }, stopping.signal)

  const watch = createWatch({
    ...deps,
    installation: settings.installation,
    times: localWatch,
    stop: stopping.signal,
  })
  const tick = createTick({ ...deps, period: tickPeriod })
  const ticking = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => log.error('tick failed', { error: String(error) }))
      await clock.wait(tickPeriod, stopping.signal)
    }
  }

  const running = Promise.all([
    serve('submit', createResolve({ ...deps, commit }), { batch: 10, concurrency: 2, visibilityMs: 75_000 }),
    serve('dispatch', createDispatch(deps), { batch: 10, concurrency: 4, visibilityMs: 30_000 }),
    serve('work', createAdvance({ commit }), { batch: 100, concurrency: 4, visibilityMs: 30_000 }),
    serve('collect', createCollect(deps), { batch: 10, concurrency: 4, visibilityMs: 135_000 }),
    sink && serve('notify', createNotify({ ...deps, sink }), { batch: 10, concurrency: 1, visibilityMs: 30_000 }),
    serve('watch', watch, { batch: 1, concurrency: 1, visibilityMs: 165_000 }),
    ticking(),
  ])

  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
