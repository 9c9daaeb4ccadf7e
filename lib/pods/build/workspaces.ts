import type { Volume, VolumeMount } from '../../core/kubernetes.ts'
import type { Plan, PlanPod } from '../../core/plan.ts'
import { freeVolumeName } from './volumes.ts'

/** One volume per claim that the task mounts, and the mounts that every step gets. */
export const workspaceVolumes = (
  plan: Pick<Plan, 'claims'>,
  pod: PlanPod,
): { volumes: Volume[]; mounts: VolumeMount[] } => {
  const claims = [...new Set(pod.workspaces.map(({ claim }) => claim))]
  const nameOf = (claim: number) => freeVolumeName(claims.length === 1 ? 'workspace' : `ws-${claim}`, pod.volumes)
  return {
    volumes: claims.map((claim) => ({
      name: nameOf(claim),
      persistentVolumeClaim: { claimName: plan.claims[claim]!.name },
    })),
    mounts: pod.workspaces.map(({ claim, mountPath, subPath, readOnly }) => ({
      name: nameOf(claim),
      mountPath,
      ...(subPath === undefined ? {} : { subPath }),
      ...(readOnly === undefined ? {} : { readOnly }),
    })),
  }
}
