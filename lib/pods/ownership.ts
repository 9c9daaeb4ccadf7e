import type { Claim, ObjectMeta, Pod } from '../core/kubernetes.ts'
import type { RunId } from '../core/message.ts'
import { labels, nonceAnnotation } from './labels.ts'
import { type PodIdentity, parsePodName } from './name.ts'

interface Owner {
  installation: string
  runId: RunId
  nonce: string
}

/** Rule pod-name: a name that is taken is success only if what has it is this attempt's own pod. */
export const isSameAttempt = (pod: Pod, expected: Owner & PodIdentity): boolean => {
  const identity = identityOf(pod)
  return (
    identity !== undefined &&
    identity.task === expected.task &&
    identity.attempt === expected.attempt &&
    isOwnedBy(pod.metadata, expected)
  )
}

export const isOurClaim = (claim: Claim, expected: Owner): boolean => isOwnedBy(claim.metadata, expected)

/** Which attempt a pod is, if its name and its labels agree. */
export const identityOf = ({ metadata }: Pod): PodIdentity | undefined => {
  const identity = parsePodName(metadata.name)
  const agrees =
    identity?.runId === metadata.labels?.[labels.run] && String(identity?.attempt) === metadata.labels?.[labels.attempt]
  return agrees ? identity : undefined
}

const isOwnedBy = (metadata: ObjectMeta, { installation, runId, nonce }: Owner): boolean =>
  metadata.labels?.[labels.installation] === installation &&
  metadata.labels?.[labels.run] === runId &&
  metadata.annotations?.[nonceAnnotation] === nonce
