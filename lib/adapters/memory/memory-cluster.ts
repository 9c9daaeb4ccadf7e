import type { KubeObject, Pod } from '../../core/kubernetes.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster, Documents, PodRef } from '../../ports/cluster.ts'
import type { Random } from '../../ports/random.ts'
import { copy } from './copy.ts'
import { createMemoryClaims } from './memory-claims.ts'
import { createClusterStore, type StoredChange } from './memory-cluster-store.ts'
import { createMemoryDocuments } from './memory-documents.ts'
import type { PodScript } from './memory-kubelet.ts'
import { createMemoryPods } from './memory-pods.ts'
import { matches, watchMemoryPods } from './memory-watch.ts'

export interface MemoryCluster {
  cluster: Cluster
  documents: Documents
  /** A node takes the pod away: it fails as disrupted. */
  evict: (ref: PodRef) => void
  /** The pod's node is not heard of any more; is given up, so that its pods are asked to go; is back. */
  loseNode: (ref: PodRef) => void
  giveNodeUp: (ref: PodRef) => void
  findNode: (ref: PodRef) => void
  /** Somebody strips the finalizers and deletes the pod by force. */
  vanish: (ref: PodRef) => void
  /** Every watch has to list again. */
  forgetHistory: () => void
  /** Calls back after every change of an object. */
  onChange: (listener: (change: StoredChange) => void) => () => void
}

export interface MemoryClusterOptions {
  clock: Clock
  random: Random
  /** Asked once per pod, as it is created. */
  script?: (pod: Pod) => PodScript
  namespaces?: readonly string[]
}

/** A cluster of maps: deterministic under a virtual clock and a seeded random. What it hands out is frozen. */
export const createMemoryCluster = (options: MemoryClusterOptions): MemoryCluster => {
  const { clock, random, script = () => ({}), namespaces = ['default'] } = options
  const store = createClusterStore(clock, random)
  const pods = createMemoryPods({ store, clock, script })
  const claims = createMemoryClaims(store)
  const make = (resource: string, object: KubeObject): void => {
    if (resource === 'pods') pods.create(object as unknown as Pod)
    else store.create(resource, object)
  }
  for (const name of namespaces) store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  return {
    cluster: {
      createPod: async (pod) => pods.create(copy(pod)),
      pod: async (ref) => pods.get(ref),
      podWarning: async (ref) => pods.warning(ref),
      listPods: async (query) => ({
        pods: store.list('pods', query.namespace).filter((pod) => matches(pod, query)) as unknown as Pod[],
        resourceVersion: String(store.version()),
      }),
      watchPods: (query, from, signal) => watchMemoryPods({ store, clock }, query, from, signal),
      stopPod: async (ref) => pods.stop(ref),
      deletePod: async (ref, { graceSeconds } = {}) => pods.delete(ref, graceSeconds),
      releasePod: async (ref) => pods.release(ref),
      podLog: (ref, container, options) => pods.log(ref, container, options),
      createClaim: async (claim) => claims.create(copy(claim)),
      claim: async (namespace, name) => claims.get(namespace, name),
      deleteClaim: async (namespace, name) => claims.delete(namespace, name),
    },
    documents: createMemoryDocuments(store, make),
    evict: (ref) => pods.evict(ref),
    loseNode: (ref) => pods.loseNode(ref),
    giveNodeUp: (ref) => pods.giveNodeUp(ref),
    findNode: (ref) => pods.findNode(ref),
    vanish: (ref) => pods.vanish(ref),
    forgetHistory: () => store.forget(),
    onChange: (listener) => store.onChange(listener),
  }
}
