import type { PodSpec } from '../../core/kubernetes.ts'
import type { PlanPod } from '../../core/plan.ts'

/**
 * Pod-level fields that an author may set. The rest of a PodSpec is the builder's (containers, volumes, restartPolicy,
 * affinity) or takes the pod away from its run (nodeName, ephemeralContainers, readinessGates). The policy decides on the host's.
 */
const allowed = [
  'activeDeadlineSeconds',
  'automountServiceAccountToken',
  'dnsConfig',
  'dnsPolicy',
  'enableServiceLinks',
  'hostAliases',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostUsers',
  'hostname',
  'imagePullSecrets',
  'nodeSelector',
  'os',
  'overhead',
  'preemptionPolicy',
  'priorityClassName',
  'resourceClaims',
  'resources',
  'runtimeClassName',
  'schedulerName',
  'securityContext',
  'serviceAccountName',
  'setHostnameAsFQDN',
  'shareProcessNamespace',
  'subdomain',
  'terminationGracePeriodSeconds',
  'tolerations',
  'topologySpreadConstraints',
]

export const copiedFields = (written: PlanPod['spec']): Partial<PodSpec> =>
  Object.fromEntries(allowed.filter((field) => written[field] !== undefined).map((field) => [field, written[field]]))

/** No token unless the author asks for one, by naming a service account or by setting the field. */
export const serviceAccountToken = (written: PlanPod['spec']): Pick<PodSpec, 'automountServiceAccountToken'> =>
  written.serviceAccountName === undefined && written.automountServiceAccountToken === undefined
    ? { automountServiceAccountToken: false }
    : {}
