import type { Claim } from '../../core/kubernetes.ts'
import type { ClusterStore } from './memory-cluster-store.ts'
import { requireNamespace } from './memory-documents.ts'

const resource = 'persistentvolumeclaims'

export interface MemoryClaims {
  create(claim: Claim): { created: boolean; claim: Claim }
  get(namespace: string, name: string): Claim | undefined
  delete(namespace: string, name: string): void
}

/** Claims that are bound at once and go at once. */
export const createMemoryClaims = (store: ClusterStore): MemoryClaims => {
  const get = (namespace: string, name: string) => store.get(resource, namespace, name) as unknown as Claim | undefined
  return {
    get,
    create(claim) {
      const { namespace = 'default', name } = claim.metadata
      requireNamespace(store, namespace)
      const bound = { ...claim, metadata: { ...claim.metadata, namespace }, status: { phase: 'Bound' } }
      const made = store.create(resource, bound)
      return { created: made !== undefined, claim: get(namespace, name)! }
    },
    delete(namespace, name) {
      const claim = store.get(resource, namespace, name)
      if (claim) store.remove(resource, claim)
    },
  }
}
