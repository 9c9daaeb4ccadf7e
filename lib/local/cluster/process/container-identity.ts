import type { Container, Pod } from '../../../core/kubernetes.ts'
import type { Identity } from './sandbox/sandbox.ts'

interface SecurityContext {
  runAsUser?: number
  runAsGroup?: number
  runAsNonRoot?: boolean
  fsGroup?: number
  supplementalGroups?: number[]
}

/** A user that images which do not run as root commonly have. */
const nonRoot = 65532

/**
 * Who the container runs as. An image's own user is not known here: it is root, or 65532 under `runAsNonRoot`.
 * Throws an Error when `runAsNonRoot` and `runAsUser: 0` contradict each other.
 */
export const containerIdentity = (pod: Pod, container: Container): Identity => {
  const ofPod = (pod.spec.securityContext ?? {}) as SecurityContext
  const { runAsUser, runAsGroup, runAsNonRoot } = { ...ofPod, ...(container.securityContext as SecurityContext) }
  if (runAsNonRoot && runAsUser === 0) throw new Error("container's runAsUser breaks non-root policy")
  const groups = [...(ofPod.supplementalGroups ?? []), ...(ofPod.fsGroup === undefined ? [] : [ofPod.fsGroup])]
  return { user: runAsUser ?? (runAsNonRoot ? nonRoot : undefined), group: runAsGroup, groups }
}
