import { MillraceError } from '../../core/error.ts'
import type { KubeObject, ObjectMeta, Pod } from '../../core/kubernetes.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PodRef } from '../../ports/cluster.ts'
import type { ClusterStore } from './memory-cluster-store.ts'
import { requireNamespace } from './memory-documents.ts'
import { createMemoryKubelet, type PodScript } from './memory-kubelet.ts'
import { kubeTime } from './memory-pod-status.ts'

const finalizer = 'millrace.dev/accounting'
const defaultGraceSeconds = 30

export interface MemoryPods {
  create(pod: Pod): { created: boolean; pod: Pod }
  get(ref: PodRef): Pod | undefined
  warning(ref: PodRef): { reason: string; message: string } | undefined
  stop(ref: PodRef): void
  delete(ref: PodRef, graceSeconds?: number): void
  release(ref: PodRef): void
  evict(ref: PodRef): void
  /** The pod's node is not heard of any more. */
  loseNode(ref: PodRef): void
  /** The control plane gives the node up: its pods are marked as disrupted and asked to go. */
  giveNodeUp(ref: PodRef): void
  findNode(ref: PodRef): void
  vanish(ref: PodRef): void
  log(
    ref: PodRef,
    container: string,
    options: { follow?: boolean; limitBytes?: number; signal?: AbortSignal },
  ): AsyncGenerator<Uint8Array>
}

/** The life of pods: what the API server and the kubelet make of them between them. */
export const createMemoryPods = (world: {
  store: ClusterStore
  clock: Clock
  script: (pod: Pod) => PodScript
}): MemoryPods => {
  const { store, clock } = world
  const warnings = new Map<string, { reason: string; message: string }>()

  const get = (ref: PodRef): Pod | undefined => {
    const pod = store.get('pods', ref.namespace, ref.name) as unknown as Pod | undefined
    return ref.uid === undefined || pod?.metadata.uid === ref.uid ? pod : undefined
  }
  const put = (pod: Pod): Pod => store.replace('pods', asObject(pod)) as unknown as Pod
  const refOf = ({ metadata }: Pod): PodRef => ({
    namespace: metadata.namespace!,
    name: metadata.name,
    uid: metadata.uid,
  })
  const kubelet = createMemoryKubelet(clock, world.script, {
    status(pod, status) {
      const live = get(refOf(pod))
      const conditions = [...(live?.status?.conditions ?? []), ...(status.conditions ?? [])]
      if (live) put({ ...live, status: { ...status, ...(conditions.length > 0 && { conditions }) } })
    },
    warning: (pod, warning) => void warnings.set(pod.metadata.uid!, warning),
    ended(pod) {
      const live = get(refOf(pod))
      if (live) goIfDone(live)
    },
  })
  const goAway = (pod: Pod): void => {
    store.remove('pods', asObject(pod))
    kubelet.forget(pod.metadata.uid!)
  }
  /** An object on its way out goes with its last finalizer, once nothing of it runs. */
  const goIfDone = (pod: Pod): void => {
    const { deletionTimestamp, deletionGracePeriodSeconds, finalizers, uid } = pod.metadata
    if (!deletionTimestamp || finalizers?.length) return
    if (deletionGracePeriodSeconds === 0 || !kubelet.runs(uid!)) goAway(pod)
  }
  const change = (pod: Pod, metadata: Partial<ObjectMeta>, spec: Partial<Pod['spec']> = {}): void => {
    const changed = put({ ...pod, metadata: { ...pod.metadata, ...metadata }, spec: { ...pod.spec, ...spec } })
    kubelet.update(changed)
    goIfDone(changed)
  }

  return {
    get,
    create(pod) {
      const { namespace = 'default', name } = pod.metadata
      requireNamespace(store, namespace)
      check(pod)
      const metadata = { ...pod.metadata, namespace }
      const made = store.create('pods', asObject({ ...pod, metadata, status: { phase: 'Pending' } }))
      if (made) kubelet.start(made as unknown as Pod)
      return { created: made !== undefined, pod: (made as unknown as Pod) ?? get({ namespace, name }) }
    },
    warning: (ref) => warnings.get(get(ref)?.metadata.uid ?? ''),
    stop(ref) {
      const pod = get(ref)
      if (pod && pod.spec.activeDeadlineSeconds !== 1) change(pod, {}, { activeDeadlineSeconds: 1 })
    },
    delete(ref, graceSeconds) {
      const pod = get(ref)
      if (!pod) return
      const asked = graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds
      const grace = kubelet.runs(pod.metadata.uid!) ? asked : 0
      if ((pod.metadata.deletionGracePeriodSeconds ?? Infinity) <= grace) return
      const deletionTimestamp = kubeTime(clock.now() + grace * 1000)
      change(pod, { deletionTimestamp, deletionGracePeriodSeconds: grace })
    },
    release(ref) {
      const pod = get(ref)
      const finalizers = pod?.metadata.finalizers
      if (pod && finalizers?.includes(finalizer))
        change(pod, { finalizers: finalizers.filter((one) => one !== finalizer) })
    },
    evict: (ref) => kubelet.evict(get(ref)?.metadata.uid ?? ''),
    loseNode: (ref) => kubelet.lose(get(ref)?.metadata.uid ?? ''),
    giveNodeUp(ref) {
      const pod = get(ref)
      if (!pod || !kubelet.isLost(pod.metadata.uid!)) return
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
      } as const
      put({ ...pod, status: { ...pod.status, conditions: [...(pod.status?.conditions ?? []), condition] } })
      this.delete(ref)
    },
    findNode: (ref) => kubelet.find(get(ref)?.metadata.uid ?? ''),
    vanish(ref) {
      const pod = get(ref)
      if (pod) goAway(pod)
    },
    async *log(ref, container, { follow, limitBytes = Infinity, signal }) {
      const uid = get(ref)?.metadata.uid
      if (uid === undefined) return
      checkContainer(get(ref)!, container)
      if (kubelet.isLost(uid)) throw new MillraceError('Unavailable', 'the node of the pod does not answer')
      const text = kubelet.log(uid)
      // As on a real node: what was deleted has no log any more as soon as nothing of it runs.
      if (text === undefined || (get(ref)!.metadata.deletionTimestamp && !kubelet.runs(uid))) return
      if (text.length > 0) yield new TextEncoder().encode(text).subarray(0, limitBytes)
      const over = (): boolean => !follow || signal?.aborted === true || !kubelet.runs(uid)
      while (!over()) await nextChange(store, signal)
    },
  }
}

const asObject = (pod: Pod): KubeObject => pod as unknown as KubeObject

const nextChange = (store: ClusterStore, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stop()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const stop = store.onChange(done)
    signal?.addEventListener('abort', done, { once: true })
  })

const check = ({ metadata, spec }: Pod): void => {
  const valid = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(metadata.name) && spec.containers.length > 0
  if (!valid) throw new MillraceError('Invalid', `Pod "${metadata.name}" is invalid`)
}

const checkContainer = ({ metadata, spec }: Pod, container: string): void => {
  const all = [...(spec.initContainers ?? []), ...spec.containers]
  if (!all.some(({ name }) => name === container))
    throw new MillraceError('Invalid', `container ${container} is not valid for pod ${metadata.name}`)
}
