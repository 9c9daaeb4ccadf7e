import { MillraceError } from '../../core/error.ts'
import type { Pod } from '../../core/kubernetes.ts'
import type { RunId } from '../../core/message.ts'
import type { Plan, PlanPod } from '../../core/plan.ts'
import type { RunSettings } from '../../core/settings.ts'
import { layoutAnnotation } from '../labels.ts'
import { podName } from '../name.ts'
import { claimAffinity, claimLabels, isSingleNode } from './affinity.ts'
import { hasTektonLayout } from './layout.ts'
import { buildMetadata } from './metadata.ts'
import { podContainers } from './pod-containers.ts'
import { copiedFields, serviceAccountToken } from './pod-fields.ts'
import { type PolicyRule, policyViolations } from './policy.ts'

export interface PodInput {
  plan: Pick<Plan, 'claims'>
  /** The task's pod, with every slot filled. */
  planPod: PlanPod
  /** Index of the task. */
  task: number
  taskName: string
  attempt: number
  runId: RunId
  nonce: string
  namespace: string
  settings: Pick<RunSettings, 'installation' | 'busyboxImage'>
  /** Where the run's last pod on the same claim ran. */
  lastNode?: string
  /** Rules of the policy that the operator has lifted. */
  allowed?: readonly PolicyRule[]
}

/**
 * The pod of one attempt of one task. Throws `Invalid` for what Kubernetes would never take or what cannot be had of a
 * step, `Forbidden` for what the policy refuses; all name the task.
 */
export const buildPod = (input: PodInput): Pod => {
  const { plan, planPod, taskName, runId, attempt, namespace } = input
  const claims = planPod.workspaces.map(({ claim }) => plan.claims[claim]!).filter(isSingleNode)
  const { annotations, volumes, ...containers } = podContainers(input)
  const affinity = claimAffinity(planPod.spec.affinity, claims, input.lastNode)
  const metadata = buildMetadata({
    name: podName({ runId, task: input.task, taskName, attempt }),
    namespace,
    owner: { installation: input.settings.installation, runId, nonce: input.nonce },
    attempt,
    taskName,
    labels: { ...planPod.labels, ...claimLabels(claims) },
    annotations: {
      ...planPod.annotations,
      ...annotations,
      ...(hasTektonLayout(planPod) ? { [layoutAnnotation]: 'tekton' } : {}),
    },
  })
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      ...copiedFields(planPod.spec),
      restartPolicy: 'Never',
      ...serviceAccountToken(planPod.spec),
      ...(affinity === undefined ? {} : { affinity }),
      ...containers,
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  }
  const violations = policyViolations(pod, input.allowed)
  if (violations.length > 0)
    throw new MillraceError('Forbidden', `task "${taskName}": ${violations.join('; ')}`, { details: { violations } })
  return pod
}
