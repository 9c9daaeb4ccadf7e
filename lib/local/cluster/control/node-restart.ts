import type { ContainerStatus, Pod, PodStatus } from '../../../core/kubernetes.ts'
import { timestamp } from '../api/timestamp.ts'
import type { Context } from '../registry/context.ts'
import type { Stored } from '../store/stored.ts'
import { nodeName } from './node.ts'
import { asPod, hasEnded, withCondition } from './pod-facts.ts'

const message = 'Pod was terminated: the embedded node stopped while it ran.'

/** What became of the pods of the process before: those that ran have died with it, the others are still to start. */
export interface Aftermath {
  /** On the node, not started: the kubelet has not heard of them yet. */
  unstarted: Stored[]
  /** They had been asked to go, and nothing of them runs any more. */
  terminated: Stored[]
  /** Not on the node yet. */
  unplaced: Stored[]
}

/** Reports the pods that died with the node as the node's own shutdown does: not the pods' fault. */
export const afterRestart = ({ store, clock }: Context): Aftermath => {
  const aftermath: Aftermath = { unstarted: [], terminated: [], unplaced: [] }
  for (const entry of store.all('pods').values()) {
    const pod = asPod(entry.object)
    if (pod.spec.nodeName === undefined) aftermath.unplaced.push(entry)
    if (pod.spec.nodeName !== nodeName) continue
    const deleting = pod.metadata.deletionTimestamp !== undefined
    const died = !hasEnded(pod) && (deleting || hasRun(pod.status))
    const now = died ? store.replace(entry, { ...entry.object, status: lostStatus(pod, clock.now()) }) : entry
    if (deleting) aftermath.terminated.push(now)
    else if (!died && !hasEnded(pod)) aftermath.unstarted.push(now)
  }
  return aftermath
}

const statuses = ({ initContainerStatuses = [], containerStatuses = [] }: PodStatus): ContainerStatus[] => [
  ...initContainerStatuses,
  ...containerStatuses,
]

const hasRun = (status: PodStatus = {}): boolean =>
  statuses(status).some(({ state }) => state?.running !== undefined || state?.terminated !== undefined)

const lostStatus = ({ status = {} }: Pod, now: number): PodStatus => {
  const at = timestamp(now)
  const lost = (list: ContainerStatus[] | undefined) => list?.map((container) => lostContainer(container, at))
  const ended: PodStatus = {
    ...status,
    phase: 'Failed',
    reason: 'Terminated',
    message,
    ...(status.initContainerStatuses && { initContainerStatuses: lost(status.initContainerStatuses) }),
    ...(status.containerStatuses && { containerStatuses: lost(status.containerStatuses) }),
  }
  const condition = { lastTransitionTime: at }
  return [
    { type: 'Ready', status: 'False' as const, reason: 'PodFailed', ...condition },
    { type: 'ContainersReady', status: 'False' as const, reason: 'PodFailed', ...condition },
    { type: 'DisruptionTarget', status: 'True' as const, reason: 'TerminationByKubelet', message, ...condition },
  ].reduce(withCondition, ended)
}

/** What ran was killed; what had not started never will. */
const lostContainer = (container: ContainerStatus, at: string): ContainerStatus => {
  const { running } = container.state ?? {}
  if (running === undefined) return container
  const terminated = { exitCode: 137, reason: 'Error', startedAt: running.startedAt, finishedAt: at }
  return { ...container, ready: false, started: false, state: { terminated } }
}
