import type { Pod } from '../../../core/kubernetes.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Change } from '../store/stored.ts'
import { nodeName } from './node.ts'
import { asPod, hasEnded } from './pod-facts.ts'

/** Hands the pods of the node to its kubelet, change by change, in order. */
export const createKubeletFeed =
  (kubelet: Kubelet) =>
  ({ type, stored, previous }: Change): void => {
    const pod = asPod(stored.object)
    const before = previous && asPod(previous.object)
    if (type === 'DELETED') return forget(kubelet, pod, before)
    if (pod.spec.nodeName !== nodeName) return
    if (before?.spec.nodeName !== nodeName) kubelet.start(pod)
    else if (concernsKubelet(before, pod)) kubelet.update(pod)
  }

/** A pod that is taken away while it runs is told to stop first. */
const forget = (kubelet: Kubelet, pod: Pod, before: Pod | undefined) => {
  if (pod.spec.nodeName !== nodeName) return
  const told = before?.metadata.deletionTimestamp !== undefined && before.metadata.deletionGracePeriodSeconds === 0
  if (!told && !hasEnded(pod)) kubelet.update(pod)
  kubelet.forget(pod)
}

/** A status is the kubelet's own news; of the rest it needs to know what it acts on or shows to containers. */
const concernsKubelet = (before: Pod, after: Pod): boolean =>
  before.spec !== after.spec ||
  before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
  before.metadata.deletionGracePeriodSeconds !== after.metadata.deletionGracePeriodSeconds ||
  before.metadata.labels !== after.metadata.labels ||
  before.metadata.annotations !== after.metadata.annotations
