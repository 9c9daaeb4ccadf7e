import { isDeepStrictEqual } from 'node:util'
import { MillraceError } from '../../core/error.ts'
import type { KubeObject } from '../../core/kubernetes.ts'
import type { Documents } from '../../ports/cluster.ts'
import { copy } from './copy.ts'
import type { ClusterStore } from './memory-cluster-store.ts'

/** Knows every kind: its resource is the lower-case plural. */
const resourceOf = (kind: string): string => `${kind.toLowerCase()}s`
const clusterWide = new Set(['namespaces', 'persistentvolumes', 'clusterroles', 'clusterrolebindings'])

export const requireNamespace = (store: ClusterStore, namespace: string): void => {
  if (!store.get('namespaces', '', namespace))
    throw new MillraceError('NamespaceGone', `namespaces "${namespace}" not found`)
}

/** Pods and claims go the cluster's way; anything else is a document that nothing acts on. */
export const createMemoryDocuments = (
  store: ClusterStore,
  make: (resource: string, object: KubeObject) => void,
): Documents => ({
  async apply(object) {
    const resource = resourceOf(object.kind)
    const namespace = clusterWide.has(resource) ? undefined : (object.metadata.namespace ?? 'default')
    if (namespace !== undefined) requireNamespace(store, namespace)
    const wanted = copy({ ...stored(object), metadata: { ...object.metadata, namespace } })
    const live = store.get(resource, namespace ?? '', object.metadata.name)
    if (!live) {
      make(resource, wanted)
      return 'created'
    }
    const next = { ...live, ...wanted, metadata: { ...live.metadata, ...wanted.metadata } }
    if (isDeepStrictEqual(next, live)) return 'unchanged'
    store.replace(resource, next)
    return 'configured'
  },
  list: async (resource, namespace) => copy(store.list(resource, namespace)),
  get: async (resource, namespace, name) => copy(store.get(resource, clusterWide.has(resource) ? '' : namespace, name)),
  async delete(resource, namespace, name) {
    const live = store.get(resource, clusterWide.has(resource) ? '' : namespace, name)
    if (live) store.remove(resource, live)
    return live !== undefined
  },
})

/** A Secret's stringData is written and never read back. */
const stored = ({ stringData, ...object }: KubeObject): KubeObject => {
  const encoded = Object.entries(stringData ?? {}).map(([name, text]) => [
    name,
    Buffer.from(String(text)).toString('base64'),
  ])
  return stringData ? { ...object, data: { ...(object['data'] as object), ...Object.fromEntries(encoded) } } : object
}
