import type { KubeObject, Pod } from '../../core/kubernetes.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PodChange, PodQuery } from '../../ports/cluster.ts'
import type { ClusterStore } from './memory-cluster-store.ts'

interface World {
  store: ClusterStore
  clock: Clock
}

const bookmarkEvery = 60_000
const endAfter = 300_000

export const matches = (object: KubeObject, { namespace, labels }: PodQuery): boolean =>
  (namespace === undefined || object.metadata.namespace === namespace) &&
  Object.entries(labels).every(([name, value]) => object.metadata.labels?.[name] === value)

/** Follows the store's history as an API server does: bookmarks when it is quiet, an end after some minutes. */
export async function* watchMemoryPods(
  world: World,
  query: PodQuery,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<PodChange> {
  const { store, clock } = world
  const until = clock.now() + endAfter
  let seen = Number(from)
  while (!signal.aborted && clock.now() < until) {
    for (const { resource, type, object, version } of store.changesAfter(seen)) {
      seen = version
      if (resource !== 'pods' || !matches(object, query)) continue
      yield { type, pod: object as unknown as Pod }
      if (signal.aborted) return
    }
    if (store.version() > seen) continue
    await quiet(world, Math.min(bookmarkEvery, until - clock.now()), signal)
    const over = signal.aborted || clock.now() >= until
    if (store.version() === seen && !over) yield { type: 'bookmark', resourceVersion: String(seen) }
  }
}

/** Until something changes, it is time for a bookmark, or the watch is over. */
const quiet = async ({ store, clock }: World, ms: number, signal: AbortSignal): Promise<void> => {
  const wake = new AbortController()
  const forget = store.onChange(() => wake.abort('news'))
  await clock.wait(ms, AbortSignal.any([signal, wake.signal]))
  forget()
}
