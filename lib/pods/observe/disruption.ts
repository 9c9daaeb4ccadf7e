import type { Pod, PodCondition } from '../../core/kubernetes.ts'
import { allSteps, terminated } from './steps.ts'

/** `status.reason` of pods that a kubelet or the node controller took away, or that a node had no room for after all. */
const podReasons = new Set([
  'Evicted',
  'Preempting',
  'NodeLost',
  'NodeShutdown',
  'Shutdown',
  'Terminated',
  'NodeAffinity',
  'UnexpectedAdmissionError',
])

/** What is said of a container that was lost with its node, or with its runtime's memory of it. */
const containerReasons = new Set(['ContainerStatusUnknown', 'Unknown'])

/** Rule disruption: whether the cluster took the pod away. A deletion by a person is not told by this. */
export const isDisrupted = (pod: Pod): boolean => {
  const { reason = '' } = pod.status ?? {}
  // The kubelet makes up a lost container for a pod that was out of time before it could start.
  if (reason === 'DeadlineExceeded') return false
  return (
    disruptionCondition(pod) !== undefined ||
    podReasons.has(reason) ||
    reason.startsWith('OutOf') ||
    allSteps(pod).some((step) => containerReasons.has(terminated(step)?.reason ?? ''))
  )
}

export const disruptionCondition = ({ status }: Pod): PodCondition | undefined =>
  status?.conditions?.find((condition) => condition.type === 'DisruptionTarget' && condition.status === 'True')
