import type { Container, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod, PlanStep } from '../../core/plan.ts'
import { scriptPath } from '../../core/plan-script.ts'
import { hasTektonLayout, type Layout, workingDirOf } from './layout.ts'
import { normalPath } from './path.ts'
import { ownFolder, type Runner, sidecarUnderRunner, stepUnderRunner } from './runner.ts'
import { isJoined, startUpProbe } from './start-up-probe.ts'
import { isWrappable, type Wrapping } from './wrapping.ts'

/** What the pod adds to its containers. */
export interface Added {
  /** For containers that have a script, or the runner. */
  scripts: readonly VolumeMount[]
  /** For every container. */
  workspaces: readonly VolumeMount[]
  layout: Layout
  runner?: Runner
  /** By step. */
  wrappings: readonly (Wrapping | undefined)[]
}

/** The steps' containers, in order. */
export const stepContainers = (pod: PlanPod, added: Added): Container[] =>
  pod.steps.map((step, index) => stepContainer(pod, step, added, added.wrappings[index]))

/** Native sidecars, in order: they get the workspaces, and else only what their author mounts. */
export const sidecarContainers = (pod: PlanPod, added: Added): Container[] =>
  (pod.sidecars ?? []).map((sidecar) => sidecarContainer(pod, sidecar, added))

const stepContainer = (pod: PlanPod, step: PlanStep, added: Added, wrapping: Wrapping | undefined): Container => {
  // A step runs once: with a restart policy of its own, an init container would be a sidecar that never ends.
  const { restartPolicy: _, ...kept } = ownContainer(pod, step)
  const { layout, runner } = added
  return {
    ...kept,
    ...(wrapping === undefined ? {} : { command: stepUnderRunner(step, kept, wrapping) }),
    ...mounting(kept, [
      ...pod.mounts,
      ...added.workspaces,
      ...scriptMounts(pod, step, added, wrapping !== undefined),
      ...layout.mounts,
      ...(runner === undefined ? [] : [ownFolder(layout, kept.name)]),
    ]),
  }
}

const sidecarContainer = (pod: PlanPod, sidecar: PlanStep, added: Added): Container => {
  const { readinessProbe: _, ...kept } = ownContainer(pod, sidecar)
  // Tekton's sidecars do not start again when they have ended; one whose command is not known cannot be kept from it.
  const wrapped = isWrappable(sidecar)
  const startupProbe = startUpProbe(sidecar.container)
  return {
    ...kept,
    restartPolicy: 'Always',
    ...(wrapped ? { command: sidecarUnderRunner(kept) } : {}),
    ...(startupProbe === undefined ? {} : { startupProbe }),
    ...mounting(kept, [
      ...added.workspaces,
      ...scriptMounts(pod, sidecar, added, wrapped || isJoined(sidecar.container)),
    ]),
  }
}

/** As its author wrote it, with the command that its script is. */
const ownContainer = (pod: PlanPod, { container, script }: PlanStep): Container => ({
  ...container,
  ...(script === undefined ? {} : { command: container.command ?? [scriptPath(container.name)] }),
  ...workingDirOf(container.workingDir, pod),
})

const scriptMounts = (pod: PlanPod, { script }: PlanStep, added: Added, underRunner: boolean): VolumeMount[] => {
  const { scripts, runner } = added
  // Some look for scripts where Tekton has them.
  const tektons = hasTektonLayout(pod) && script !== undefined
  return [
    ...(script !== undefined || underRunner ? scripts : []),
    ...(tektons ? scripts.map((mount) => ({ ...mount, mountPath: '/tekton/scripts' })) : []),
    ...(underRunner && runner !== undefined ? [runner.mount] : []),
  ]
}

/** A path that is mounted already stays as it is: Kubernetes refuses two mounts of one path. */
const mounting = (
  { volumeMounts: own = [] }: Container,
  added: readonly VolumeMount[],
): Pick<Container, 'volumeMounts'> => {
  const mounts = [...own]
  for (const mount of added) {
    const path = normalPath(mount.mountPath)
    if (!mounts.some(({ mountPath }) => normalPath(mountPath) === path)) mounts.push(mount)
  }
  return mounts.length > 0 ? { volumeMounts: mounts } : {}
}
