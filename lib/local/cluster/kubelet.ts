import type { KubeObject, Pod, PodStatus } from '../../core/kubernetes.ts'

/** What a kubelet may ask of the API server that it belongs to. All of it is synchronous: same process, same store. */
export interface NodeApi {
  /** An object by plural resource name (`configmaps`, `secrets`, `persistentvolumeclaims`, `serviceaccounts`, `pods`). */
  get(resource: string, namespace: string, name: string): KubeObject | undefined
  /** Replaces the pod's status. Ignored when no pod with that uid exists any more. */
  setStatus(uid: string, status: PodStatus): void
  /** Every container has ended after a deletion: the object goes as soon as it has no finalizers. */
  terminated(uid: string): void
  /** Records a core/v1 Event about the pod. */
  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void
  /** The folder behind a bound claim; undefined when there is no such claim, or it is not bound. */
  claimFolder(namespace: string, name: string): string | undefined
}

/**
 * Runs the pods of the embedded cluster's one node. A kubelet owns a pod's status from the moment it is given the pod.
 * Statuses must be what a real kubelet reports: container states, exit codes, reasons, conditions, times.
 */
export interface Kubelet {
  /** A pod was created and bound to this node. Its folder-backed claims may not be bound yet. */
  start(pod: Pod): void
  /** Its spec or metadata changed: `deletionTimestamp` was set (stop it within `deletionGracePeriodSeconds`),
   *  or `spec.activeDeadlineSeconds` was set or lowered. */
  update(pod: Pod): void
  /** The object is gone: forget its folders and logs. */
  forget(pod: Pod): void
  /** Throws an Error whose message is for the client when the container has no log yet (real text of the kubelet). */
  log(
    pod: Pod,
    container: string,
    options: { follow: boolean; limitBytes?: number; signal?: AbortSignal },
  ): AsyncIterable<Uint8Array>
  /** Stops everything; nothing that it started survives. */
  close(): Promise<void>
}

/** A kubelet is made for the API server that it serves. */
export type MakeKubelet = (api: NodeApi) => Kubelet
