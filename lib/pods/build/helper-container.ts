import type { Container, JsonObject, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod } from '../../core/plan.ts'
import type { RunSettings } from '../../core/settings.ts'

/** For pods that must not run as root and do not say as whom. */
const nobody = 65_532

/** A container of Millrace's own, in the static busybox. It satisfies the `restricted` pod security standard. */
export const helperContainer = (
  pod: PlanPod,
  settings: Pick<RunSettings, 'busyboxImage'>,
  own: { name: string; command: string[]; mounts: VolumeMount[] },
): Container => ({
  name: own.name,
  image: settings.busyboxImage,
  command: own.command,
  volumeMounts: own.mounts,
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...identityOf(pod),
  },
})

interface Identity {
  runAsUser?: number
  runAsNonRoot?: boolean
}

/** The pod's user, which a container inherits; else the one that all steps share; else the image's, which is root. */
const identityOf = ({ spec, steps }: PlanPod): JsonObject => {
  const ofPod = (spec.securityContext ?? {}) as Identity
  const contexts = steps.map(({ container }) => (container.securityContext ?? {}) as Identity)
  const runAsUser = ofPod.runAsUser ?? shared(contexts.map((context) => context.runAsUser))
  const mustNotBeRoot = ofPod.runAsNonRoot ?? contexts.every((context) => context.runAsNonRoot)
  return {
    ...(mustNotBeRoot ? { runAsNonRoot: true } : {}),
    ...(runAsUser !== undefined ? { runAsUser } : mustNotBeRoot ? { runAsUser: nobody } : {}),
  }
}

const shared = <T>(values: readonly T[]): T | undefined =>
  values.every((value) => value === values[0]) ? values[0] : undefined
