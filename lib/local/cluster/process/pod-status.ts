import type { ContainerStatus, Pod, PodStatus } from '../../../core/kubernetes.ts'
import { type ContainerRecord, isInit, isReady } from './container-record.ts'
import { kubernetesTime } from './kubernetes-time.ts'
import { nodeAddress } from './node-address.ts'
import { podConditions } from './pod-conditions.ts'
import { isTerminal, phaseOf } from './pod-phase.ts'

export interface PodFacts {
  pod: Pod
  records: readonly ContainerRecord[]
  /** Epoch ms. */
  startTime: number
  now: number
  /** Its volumes are there: containers can start. */
  hasSandbox: boolean
  /** Nothing of it runs or will run. */
  over: boolean
  /** What the kubelet itself ended the pod for. */
  verdict?: { reason: string; message: string }
  previous?: PodStatus
}

/**
 * The status of a pod as a kubelet reports it. A terminal phase, with its reason, shows only when no container runs any
 * more; conditions and container states show it before.
 */
export const podStatus = (facts: PodFacts): PodStatus => {
  const { pod, records, now, over, verdict, previous } = facts
  const counted = phaseOf(records)
  const due = verdict || (over && !isTerminal(counted)) ? 'Failed' : counted
  const held = isTerminal(due) && !over
  const phase = held ? (previous?.phase ?? 'Pending') : due
  return {
    phase,
    ...(verdict && !held ? verdict : {}),
    startTime: kubernetesTime(facts.startTime),
    ...hostAddresses,
    ...(facts.hasSandbox ? podAddresses : {}),
    conditions: podConditions(records, {
      phase: due,
      hasSandbox: facts.hasSandbox && !over,
      now: kubernetesTime(now),
      previous: previous?.conditions,
    }),
    ...(records.some(isInit) ? { initContainerStatuses: records.filter(isInit).map(containerStatus(pod)) } : {}),
    containerStatuses: records.filter((record) => !isInit(record)).map(containerStatus(pod)),
  }
}

const hostAddresses = { hostIP: nodeAddress, hostIPs: [{ ip: nodeAddress }] }
const podAddresses = { podIP: nodeAddress, podIPs: [{ ip: nodeAddress }] }

const containerStatus =
  (pod: Pod) =>
  (record: ContainerRecord): ContainerStatus => {
    const { spec, role, state, last, restarts, started } = record
    const lastState = { lastState: last ? { terminated: last } : {} }
    const ran = state.waiting === undefined || last !== undefined
    return {
      name: spec.name,
      state,
      ...lastState,
      ready: isReady(record),
      started: state.running !== undefined && (role !== 'sidecar' || started),
      restartCount: restarts,
      image: spec.image ?? '',
      imageID: '',
      ...(ran ? { containerID: `process://${pod.metadata.uid}/${spec.name}/${restarts}` } : {}),
    }
  }
