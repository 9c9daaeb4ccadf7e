import { MillraceError } from '../../core/error.ts'
import type { Container, Pod, PodSpec } from '../../core/kubernetes.ts'
import type { RunId } from '../../core/message.ts'
import type { Plan, PlanPod } from '../../core/plan.ts'
import type { RunSettings } from '../../core/settings.ts'
import { podName } from '../name.ts'
import { claimAffinity, claimLabels, isSingleNode } from './affinity.ts'
import { stepContainers } from './containers.ts'
import { buildMetadata } from './metadata.ts'
import { copiedFields, serviceAccountToken } from './pod-fields.ts'
import { type PolicyRule, policyViolations } from './policy.ts'
import { projectScripts } from './scripts.ts'
import { workspaceVolumes } from './workspaces.ts'

export interface PodInput {
  plan: Plan
  /** Index of the task. */
  task: number
  attempt: number
  runId: RunId
  nonce: string
  namespace: string
  settings: RunSettings
  /** Where the run's last pod on the same claim ran. */
  lastNode?: string
  /** Rules of the policy that the operator has lifted. */
  allowed?: readonly PolicyRule[]
}

/**
 * The pod of one attempt of one task. Throws `Invalid` for what Kubernetes would never take, `Forbidden` for what the
 * policy refuses; both name the task.
 */
export const buildPod = (input: PodInput): Pod => {
  const { plan, runId, attempt, namespace } = input
  const task = plan.tasks[input.task]!
  const planPod = plan.pods[task.pod]!
  const claims = planPod.workspaces.map(({ claim }) => plan.claims[claim]!).filter(isSingleNode)
  const scripts = projectScripts(planPod)
  const metadata = buildMetadata({
    name: podName({ runId, task: input.task, taskName: task.name, attempt }),
    namespace,
    owner: { installation: input.settings.installation, runId, nonce: input.nonce },
    attempt,
    taskName: task.name,
    labels: { ...planPod.labels, ...claimLabels(claims) },
    annotations: { ...planPod.annotations, ...scripts.annotations },
  })
  const affinity = claimAffinity(planPod.spec.affinity, claims, input.lastNode)
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: buildSpec(plan, planPod, { scripts, affinity }) }
  const violations = policyViolations(pod, input.allowed)
  if (violations.length > 0)
    throw new MillraceError('Forbidden', `task "${task.name}": ${violations.join('; ')}`, { details: { violations } })
  return pod
}

const buildSpec = (
  plan: Plan,
  planPod: PlanPod,
  added: { scripts: ReturnType<typeof projectScripts>; affinity: PodSpec['affinity'] },
): PodSpec => {
  const workspaces = workspaceVolumes(plan, planPod)
  const steps = stepContainers(planPod, { scripts: added.scripts.mounts, workspaces: workspaces.mounts })
  const volumes = [...planPod.volumes, ...workspaces.volumes, ...added.scripts.volumes]
  return {
    ...copiedFields(planPod.spec),
    restartPolicy: 'Never',
    ...serviceAccountToken(planPod.spec),
    ...(added.affinity === undefined ? {} : { affinity: added.affinity }),
    ...inOrder(steps),
    ...(volumes.length > 0 ? { volumes } : {}),
  }
}

/** The kubelet runs init containers one after the other, then the containers: the last step is the main one. */
const inOrder = (steps: Container[]): Pick<PodSpec, 'initContainers' | 'containers'> => {
  const main = steps.at(-1)!
  return steps.length > 1 ? { initContainers: steps.slice(0, -1), containers: [main] } : { containers: [main] }
}
