import type { Container, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod, PlanStep } from '../../core/plan.ts'
import { scriptPath } from '../../core/plan-script.ts'
import { normalPath } from './path.ts'

interface AddedMounts {
  /** For steps that have a script. */
  scripts: readonly VolumeMount[]
  /** For every step. */
  workspaces: readonly VolumeMount[]
}

/** The steps' containers, in order, with what the pod adds to each. */
export const stepContainers = (pod: PlanPod, added: AddedMounts): Container[] =>
  pod.steps.map((step) => stepContainer(step, [...pod.mounts, ...added.workspaces], added.scripts))

const stepContainer = (
  { container, script }: PlanStep,
  shared: readonly VolumeMount[],
  scripts: readonly VolumeMount[],
): Container => {
  // A step runs once: with a restart policy of its own, an init container would be a sidecar that never ends.
  const { restartPolicy: _, ...kept } = container
  const mounts = withMounts(kept.volumeMounts ?? [], script === undefined ? shared : [...shared, ...scripts])
  return {
    ...kept,
    ...(script === undefined ? {} : { command: kept.command ?? [scriptPath(container.name)] }),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
  }
}

/** A path that is mounted already stays as it is: Kubernetes refuses two mounts of one path. */
const withMounts = (own: readonly VolumeMount[], added: readonly VolumeMount[]): VolumeMount[] => {
  const mounts = [...own]
  for (const mount of added) {
    const path = normalPath(mount.mountPath)
    if (!mounts.some(({ mountPath }) => normalPath(mountPath) === path)) mounts.push(mount)
  }
  return mounts
}
