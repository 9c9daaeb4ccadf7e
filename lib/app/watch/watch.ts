import type { Pod } from '../../core/kubernetes.ts'
import type { QueueMessage, RunId } from '../../core/message.ts'
import type { Observation } from '../../core/observation.ts'
import { podQueryLabels } from '../../pods/labels.ts'
import type { Lease, Leases } from '../../ports/leases.ts'
import type { OutgoingMessage, Queues } from '../../ports/queues.ts'
import type { UseCase } from '../delivery.ts'
import { outgoing } from '../outgoing.ts'
import { createCoalesce } from './coalesce.ts'
import { watcherLease } from './lease.ts'
import { createListWatch, type ListWatchDeps } from './list-watch.ts'
import { createNews } from './news.ts'

export interface WatchDeps extends ListWatchDeps {
  leases: Leases
  queues: Queues
  installation: string
  /** Absent: all namespaces. */
  namespace?: string
  times: WatchTimes
  /** Ends the slice early: the process is to stop. */
  stop?: AbortSignal
}

/** Milliseconds. */
export interface WatchTimes {
  /** How long one invocation watches before it hands on. */
  slice: number
  /** How long a lease lasts without renewal. */
  lease: number
  /** How long nothing must have been active before the watch ends. */
  idle: number
  /** See `createCoalesce`. */
  interval: number
  patience: number
}

export const watchTimes: WatchTimes = { slice: 140_000, lease: 45_000, idle: 10_000, interval: 100, patience: 2_000 }

/** Observations that one message carries; 100 of them stay below the size of a queue's message. */
const perMessage = 100

/** How long ago the last of the pods that were seen to end had ended; in whole seconds, as the cluster tells times. */
const lagOf = (observations: readonly Observation[], now: number): number | undefined => {
  const ends = observations.flatMap(({ finishedAt }) => finishedAt ?? [])
  return ends.length === 0 ? undefined : Math.max(0, now - Math.max(...ends))
}

const createSend =
  ({ queues, clock, log }: Pick<WatchDeps, 'queues' | 'clock' | 'log'>) =>
  async (runId: RunId, observations: Observation[]): Promise<void> => {
    const messages: OutgoingMessage[] = []
    for (let n = 0; n < observations.length; n += perMessage) {
      const part = observations.slice(n, n + perMessage)
      messages.push(outgoing({ type: 'pods.observed', runId, observations: part }))
    }
    await queues.send('work', messages)
    log.info('news sent', { runId, count: observations.length, lagMs: lagOf(observations, clock.now()) })
  }

/**
 * Holds the cluster's lease, and pushes what changes about our pods to the work queue until nothing is active or the
 * slice is over. Rule no-idle-compute: to end it marks the lease, lists once more, and drops the lease if nothing is
 * active; a dispatch that comes meanwhile sees the mark and asks for a watcher.
 */
export const createWatch = (deps: WatchDeps): UseCase<QueueMessage<'watch'>> => {
  const { cluster, leases, queues, clock, random, log, times, stop } = deps
  const listWatch = createListWatch(deps)
  const query = { namespace: deps.namespace, labels: podQueryLabels(deps.installation) }

  const slice = async (owner: string, lease: Lease): Promise<void> => {
    const news = createNews()
    const coalesce = createCoalesce({ clock, send: createSend(deps), ...times })
    const ending = new AbortController()
    const leave = (): void => ending.abort('leave')
    stop?.addEventListener('abort', leave, { once: true })
    if (stop?.aborted) leave()
    const endsAt = clock.now() + times.slice
    let movedAt = clock.now()
    let reached = lease.resourceVersion
    let isHeld = true
    let isListed = reached === undefined

    const see = (pod: Pod, options?: { gone: boolean }): void => {
      const seen = news.of(pod, options)
      if (seen) coalesce.add(seen.runId, seen.observation)
      movedAt = clock.now()
    }
    const onList = (pods: Pod[]): void => {
      isListed = true
      for (const pod of pods) see(pod)
      news.keepOnly(new Set(pods.map(({ metadata }) => metadata.uid ?? metadata.name)))
    }

    /** The resourceVersion is saved only after everything up to it is on the queue. */
    const renew = async (): Promise<void> => {
      const resourceVersion = reached
      await coalesce.flush()
      isHeld = await leases.update(watcherLease, owner, { until: clock.now() + times.lease, resourceVersion })
    }

    /** Whether nothing is active any more; the lease is marked meanwhile, and the mark taken back if something is. */
    const tryToEnd = async (isOver: boolean): Promise<boolean> => {
      isHeld = await leases.update(watcherLease, owner, { ending: true })
      if (!isHeld) return true
      const listed = await cluster.listPods(query)
      onList(listed.pods)
      await coalesce.flush()
      if (news.active === 0) return leases.drop(watcherLease, owner).then(() => true)
      if (isOver) {
        await queues.send('watch', [outgoing({ type: 'cluster.watch' })])
        return true
      }
      isHeld = await leases.update(watcherLease, owner, { ending: false })
      return !isHeld
    }

    const isIdle = (now: number): boolean => (news.active === 0 || !isListed) && now - movedAt >= times.idle

    const supervise = async (): Promise<void> => {
      let renewAt = clock.now() + times.lease / 3
      for (;;) {
        await clock.wait(Math.min(1_000, times.idle), ending.signal)
        const now = clock.now()
        const isOver = ending.signal.aborted || now >= endsAt
        if (isOver || isIdle(now)) {
          if (await tryToEnd(isOver)) return
          movedAt = now
        } else if (now >= renewAt) {
          await renew()
          if (!isHeld) return log.warn('watcher lease lost', { owner })
          renewAt = now + times.lease / 3
        }
      }
    }

    const finished = new AbortController()
    const watching = listWatch({
      query,
      signal: AbortSignal.any([ending.signal, finished.signal]),
      resourceVersion: reached,
      onList: (pods, resourceVersion) => {
        onList(pods)
        reached = resourceVersion
      },
      onChange: see,
      onProgress: (resourceVersion) => {
        reached = resourceVersion
      },
    })
    try {
      await supervise()
    } finally {
      stop?.removeEventListener('abort', leave)
      finished.abort('over')
      await watching
      await coalesce.flush()
    }
  }

  return async () => {
    const owner = random.hex(8)
    const now = clock.now()
    const lease = await leases.take(watcherLease, owner, { now, until: now + times.lease })
    if (!lease) return
    log.info('watch begins', { owner })
    try {
      await slice(owner, lease)
    } catch (error) {
      // Whoever gets the message next need not wait until the lease has run out.
      await leases.update(watcherLease, owner, { ending: true }).catch(() => false)
      throw error
    }
    log.info('watch ends', { owner })
  }
}
