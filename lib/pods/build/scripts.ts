import type { Volume, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod, PlanStep } from '../../core/plan.ts'
import { scriptFolder } from './script-folder.ts'
import { freeVolumeName } from './volumes.ts'

export interface Script {
  annotation: string
  /** In the scripts' folder. */
  path: string
  text: string
}

export interface Scripts {
  annotations: Record<string, string>
  volumes: Volume[]
  mounts: VolumeMount[]
}

const executable = 0o755

/**
 * Each script is an annotation that the downward API projects to an executable file, named after its container: no
 * ConfigMap, no image of ours, and the kernel respects the shebang.
 */
export const projectScripts = (pod: PlanPod, helpers: readonly Script[] = []): Scripts => {
  const scripts = [...written('script', pod.steps), ...written('sidecar-script', pod.sidecars ?? []), ...helpers]
  if (scripts.length === 0) return { annotations: {}, volumes: [], mounts: [] }
  const name = freeVolumeName('millrace-scripts', pod.volumes)
  const items = scripts.map(({ annotation, path }) => ({
    path,
    mode: executable,
    fieldRef: { fieldPath: `metadata.annotations['${annotation}']` },
  }))
  return {
    annotations: Object.fromEntries(scripts.map(({ annotation, text }) => [annotation, text])),
    volumes: [{ name, downwardAPI: { items } }],
    mounts: [{ name, mountPath: scriptFolder, readOnly: true }],
  }
}

const written = (kind: string, steps: readonly PlanStep[]): Script[] =>
  steps.flatMap(({ script, container }, index) =>
    script === undefined ? [] : [{ annotation: `millrace.dev/${kind}-${index}`, path: container.name, text: script }],
  )
