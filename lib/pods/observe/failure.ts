import type { Pod } from '../../core/kubernetes.ts'
import { layoutAnnotation } from '../labels.ts'
import { disruptionCondition } from './disruption.ts'
import { type Failure, failureOf } from './failed-step.ts'
import { kubernetesWords } from './kubernetes-words.ts'
import { ofResults } from './results.ts'
import { allSteps } from './steps.ts'
import { tektonWords } from './tekton-words.ts'
import type { Why } from './waiting.ts'

/** Why the pod failed: what the kubelet says of the pod, else what took it away, else its first failed container. */
export const whyFailed = (pod: Pod): Why & { exitCode?: number } => {
  const failure = failureOf(pod)
  const why = ofPod(pod) ?? ofCluster(pod) ?? ofResults(pod) ?? (failure && inWords(pod, failure)) ?? unsaid(pod)
  return { ...why, exitCode: ofResults(pod) ? undefined : failure?.exitCode }
}

const inWords = (pod: Pod, failure: Failure): Why =>
  pod.metadata.annotations?.[layoutAnnotation] === 'tekton'
    ? tektonWords(failure)
    : kubernetesWords(failure, allSteps(pod).length > 1)

const ofPod = ({ spec, status }: Pod): Why | undefined => {
  if (!status?.reason) return undefined
  const { reason, message } = status
  if (reason !== 'DeadlineExceeded' || spec.activeDeadlineSeconds === undefined) return { reason, message }
  return { reason, message: `took longer than activeDeadlineSeconds (${spec.activeDeadlineSeconds} s)` }
}

const ofCluster = (pod: Pod): Why | undefined => {
  const condition = disruptionCondition(pod)
  return condition && { reason: condition.reason ?? 'DisruptionTarget', message: condition.message }
}

const unsaid = ({ metadata }: Pod): Why =>
  metadata.deletionTimestamp === undefined
    ? { reason: 'Error', message: 'the pod failed, and no container of it says why' }
    : { reason: 'Deleted', message: 'the pod was deleted before it had run' }
