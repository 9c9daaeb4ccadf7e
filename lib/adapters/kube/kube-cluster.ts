import type { Claim, Pod } from '../../core/kubernetes.ts'
import type { Cluster, PodRef } from '../../ports/cluster.ts'
import { deletePod, releasePod, stopPod } from './change-pod.ts'
import type { KubeConnection } from './connection.ts'
import { createObject, readObject } from './create-object.ts'
import { listPods } from './list-pods.ts'
import { pathOf } from './path.ts'
import { podLog } from './pod-log.ts'
import { podWarning } from './pod-warning.ts'
import { createKubeApi, type KubeApi } from './request.ts'
import { watchPods } from './watch-pods.ts'

/** How long one request may take before it counts as `Unavailable`; the server gives it up at the same time. */
export interface KubeClusterOptions {
  requestTimeoutMs?: number
}

/** A Kubernetes cluster behind its API. Nothing is sent, and no client loaded, before the first call. */
export const createKubeCluster = (connection: KubeConnection, options: KubeClusterOptions = {}): Cluster => {
  const api = createKubeApi(connection, options.requestTimeoutMs ?? 10_000)
  return {
    async createPod(pod) {
      const { created, object } = await createObject(api, pathOf('pods', namespaceOf(pod, connection)), pod)
      return { created, pod: object }
    },
    pod: (ref) => readPod(api, ref),
    podWarning: (ref) => podWarning(api, ref),
    listPods: (query) => listPods(api, query),
    watchPods: (query, resourceVersion, signal) => watchPods(api, query, { resourceVersion, signal }),
    stopPod: (ref) => stopPod(api, ref),
    deletePod: (ref, { graceSeconds } = {}) => deletePod(api, ref, graceSeconds),
    releasePod: (ref) => releasePod(api, ref),
    podLog: (ref, container, options) => podLog(api, ref, { ...options, container }),
    async createClaim(claim) {
      const collection = pathOf(claims, namespaceOf(claim, connection))
      const { created, object } = await createObject(api, collection, claim)
      return { created, claim: object }
    },
    claim: (namespace, name) => readObject<Claim>(api, pathOf(claims, namespace, name)),
    async deleteClaim(namespace, name) {
      await api.send({ method: 'DELETE', path: pathOf(claims, namespace, name), accept: [404] })
    },
  }
}

const claims = 'persistentvolumeclaims'

const namespaceOf = ({ metadata }: Pod | Claim, connection: KubeConnection): string =>
  metadata.namespace ?? connection.namespace

const readPod = async (api: KubeApi, { namespace, name, uid }: PodRef): Promise<Pod | undefined> => {
  const pod = await readObject<Pod>(api, pathOf('pods', namespace, name))
  return uid === undefined || pod?.metadata.uid === uid ? pod : undefined
}
