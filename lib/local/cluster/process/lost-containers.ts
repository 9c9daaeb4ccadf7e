import type { ContainerStateTerminated, ContainerStatus, Pod, PodStatus } from '../../../core/kubernetes.ts'
import { type ContainerRecord, isComplete, isInit } from './container-record.ts'
import { kubernetesTime } from './kubernetes-time.ts'

/** What a kubelet says of a container that has no end of its own when its pod ends. */
const lost: ContainerStateTerminated = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
}

const shutdown = {
  reason: 'Terminated',
  message: 'Pod was terminated in response to imminent node shutdown.',
}

/**
 * Gives the containers of a pod that was stopped their end, as the kubelet does: the main ones once the pod was
 * initialised; of the init containers all up to the last one that was started, and the first in any case.
 */
export const settleLost = (records: readonly ContainerRecord[]): void => {
  const inits = records.filter(isInit)
  const tried = inits.findLastIndex(({ state, last }) => !state.waiting || last) + 1
  const settled = inits.every(isComplete) ? records.filter((record) => !isInit(record)) : []
  for (const record of [...settled, ...inits.slice(0, Math.max(1, tried))])
    if (!record.state.terminated) record.state = { terminated: lost }
}

/** Whether a pod that is given to a new kubelet was being run by one before, which is gone with all that it ran. */
export const wasRunning = ({ status }: Pod): boolean =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].some(
    ({ state }) => state?.running !== undefined || state?.terminated !== undefined,
  )

/** The status of such a pod: what has ended keeps its end; a pod that was cut short was disrupted by its node. */
export const lostStatus = ({ status = {} }: Pod, now: number): PodStatus => {
  const settle = (container: ContainerStatus): ContainerStatus =>
    container.state?.running ? { ...container, ready: false, started: false, state: { terminated: lost } } : container
  const mains = status.containerStatuses ?? []
  const settled: PodStatus = {
    ...status,
    containerStatuses: mains.map(settle),
    initContainerStatuses: status.initContainerStatuses?.map(settle),
  }
  if (mains.every(({ state }) => state?.terminated)) {
    const succeeded = mains.every(({ state }) => state?.terminated?.exitCode === 0)
    return { ...settled, phase: succeeded ? 'Succeeded' : 'Failed' }
  }
  const disrupted = {
    type: 'DisruptionTarget',
    status: 'True' as const,
    reason: 'TerminationByKubelet',
    message: shutdown.message,
    lastTransitionTime: kubernetesTime(now),
  }
  return { ...settled, phase: 'Failed', ...shutdown, conditions: [...(status.conditions ?? []), disrupted] }
}
