import type { Volume, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod } from '../../core/plan.ts'
import { freeVolumeName } from './volumes.ts'

export const scriptFolder = '/millrace/scripts'

const annotationOf = (step: number): string => `millrace.dev/script-${step}`
const executable = 0o755

/**
 * Each script is an annotation that the downward API projects to an executable file, named after the step's container:
 * no ConfigMap, no image of ours, and the kernel respects the shebang.
 */
export const projectScripts = (
  pod: PlanPod,
): { annotations: Record<string, string>; volumes: Volume[]; mounts: VolumeMount[] } => {
  const scripts = pod.steps.flatMap(({ script, container }, index) =>
    script === undefined ? [] : [{ annotation: annotationOf(index), path: container.name, script }],
  )
  if (scripts.length === 0) return { annotations: {}, volumes: [], mounts: [] }
  const name = freeVolumeName('millrace-scripts', pod.volumes)
  const items = scripts.map(({ annotation, path }) => ({
    path,
    mode: executable,
    fieldRef: { fieldPath: `metadata.annotations['${annotation}']` },
  }))
  return {
    annotations: Object.fromEntries(scripts.map(({ annotation, script }) => [annotation, script])),
    volumes: [{ name, downwardAPI: { items } }],
    mounts: [{ name, mountPath: scriptFolder, readOnly: true }],
  }
}
