import { isError } from '../../core/error.ts'
import type { Pod } from '../../core/kubernetes.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster, PodQuery } from '../../ports/cluster.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'

export interface ListWatchDeps {
  cluster: Pick<Cluster, 'listPods' | 'watchPods'>
  clock: Clock
  random: Random
  log: Log
}

export interface ListWatchOptions {
  query: PodQuery
  signal: AbortSignal
  /** Where an earlier watch had got to; without it, or when the server has forgotten it, a full list comes first. */
  resourceVersion?: string
  onList: (pods: Pod[], resourceVersion: string) => void
  onChange: (pod: Pod, change: { gone: boolean }) => void
  onProgress: (resourceVersion: string) => void
}

/** A full list comes at least this often: the watch is a hint, the list is the truth. */
const relistAfter = 10 * 60_000

/** Lists, then watches from there, until the signal aborts. Lists again on 410, and backs off on everything else. */
export const createListWatch =
  ({ cluster, clock, random, log }: ListWatchDeps) =>
  async (options: ListWatchOptions): Promise<void> => {
    const { query, signal, onList, onChange, onProgress } = options
    let resourceVersion = options.resourceVersion
    let listedAt = clock.now()
    let failures = 0

    const list = async (): Promise<string> => {
      const listed = await cluster.listPods(query)
      listedAt = clock.now()
      onList(listed.pods, listed.resourceVersion)
      return listed.resourceVersion
    }

    const watch = async (from: string): Promise<void> => {
      for await (const change of cluster.watchPods(query, from, signal)) {
        failures = 0
        resourceVersion = change.type === 'bookmark' ? change.resourceVersion : change.pod.metadata.resourceVersion
        if (change.type !== 'bookmark') onChange(change.pod, { gone: change.type === 'gone' })
        if (resourceVersion !== undefined) onProgress(resourceVersion)
        if (clock.now() - listedAt > relistAfter) return
      }
    }

    while (!signal.aborted) {
      try {
        if (clock.now() - listedAt > relistAfter) resourceVersion = undefined
        resourceVersion ??= await list()
        await watch(resourceVersion)
      } catch (error) {
        if (signal.aborted) return
        if (isError(error, 'Expired')) {
          resourceVersion = undefined
          continue
        }
        failures += 1
        log.warn('watch interrupted', { failures, error: String(error) })
        await clock.wait(random.fraction() * Math.min(30_000, 250 * 2 ** failures), signal)
      }
    }
  }
