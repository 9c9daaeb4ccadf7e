import type { Claim, KubeObject, Pod } from '../core/kubernetes.ts'

/** Which pods: all of one installation, or of one of its runs; in one namespace or in all. */
export interface PodQuery {
  namespace?: string
  /** Labels that must be equal. */
  labels: Readonly<Record<string, string>>
}

export interface PodRef {
  namespace: string
  name: string
  /** When given, an object of that name with another uid is left alone. */
  uid?: string
}

export type PodChange =
  | { type: 'changed'; pod: Pod }
  | { type: 'gone'; pod: Pod }
  /** Nothing changed up to here. */
  | { type: 'bookmark'; resourceVersion: string }

/**
 * What Millrace asks of a Kubernetes cluster.
 * Throws `Unavailable` (429, 5xx, no answer), `QuotaExceeded`, `Unauthorized`, `Forbidden`, `Invalid`, `NamespaceGone`,
 * `Expired` (410). Reading or removing what is not there is no error.
 */
export interface Cluster {
  /** `created: false`: the name is taken, and `pod` is what has it. */
  createPod(pod: Pod): Promise<{ created: boolean; pod: Pod }>
  pod(ref: PodRef): Promise<Pod | undefined>
  /** The newest warning event about the pod: why it does not start. */
  podWarning(ref: PodRef): Promise<{ reason: string; message: string } | undefined>
  listPods(query: PodQuery): Promise<{ pods: Pod[]; resourceVersion: string }>
  /** Changes after `resourceVersion`. Ends when the signal aborts or the server ends it; throws `Expired` on 410. */
  watchPods(query: PodQuery, resourceVersion: string, signal: AbortSignal): AsyncIterable<PodChange>
  /** Sets the pod's activeDeadlineSeconds to 1: SIGTERM and grace, and its logs stay readable. */
  stopPod(ref: PodRef): Promise<void>
  deletePod(ref: PodRef, options?: { graceSeconds?: number }): Promise<void>
  /** Drops Millrace's finalizer. */
  releasePod(ref: PodRef): Promise<void>
  /** Bytes of the container's log from its start. Ends with what is there unless `follow`. */
  podLog(
    ref: PodRef,
    container: string,
    options: { follow?: boolean; limitBytes?: number; signal?: AbortSignal },
  ): AsyncIterable<Uint8Array>
  createClaim(claim: Claim): Promise<{ created: boolean; claim: Claim }>
  claim(namespace: string, name: string): Promise<Claim | undefined>
  deleteClaim(namespace: string, name: string): Promise<void>
}

/** What a person may do with documents by their own rights: the terminal's, not the functions'. */
export interface Documents {
  /** Creates the object, or replaces what differs. */
  apply(object: KubeObject): Promise<'created' | 'configured' | 'unchanged'>
  /** By plural resource name, such as `pods`. */
  list(resource: string, namespace?: string): Promise<KubeObject[]>
  get(resource: string, namespace: string, name: string): Promise<KubeObject | undefined>
  delete(resource: string, namespace: string, name: string): Promise<boolean>
}
