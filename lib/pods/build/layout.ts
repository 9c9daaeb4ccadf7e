import type { Volume, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod } from '../../core/plan.ts'
import { freeVolumeName } from './volumes.ts'

export const resultsFolder = '/tekton/results'
export const stepsFolder = '/tekton/steps'

/** What Tekton gives to every step. HOME stays as the image has it. */
const shared = [
  { name: 'workspace', mountPath: '/workspace' },
  { name: 'home', mountPath: '/tekton/home' },
  { name: 'results', mountPath: resultsFolder },
  { name: 'steps', mountPath: stepsFolder, readOnly: true },
]

export interface Layout {
  volumes: Volume[]
  /** For every step. */
  mounts: VolumeMount[]
}

export const hasTektonLayout = (pod: PlanPod): boolean =>
  pod.layout === 'tekton' ||
  (pod.results ?? []).length > 0 ||
  (pod.sidecars ?? []).length > 0 ||
  pod.steps.some(({ onError, timeout }) => onError !== undefined || timeout !== undefined)

/** The empty folders of a Tekton pod; nothing for any other. */
export const implicitFolders = (pod: PlanPod): Layout => {
  if (!hasTektonLayout(pod)) return { volumes: [], mounts: [] }
  const mounts = shared.map((mount) => ({
    ...mount,
    name: freeVolumeName(`tekton-internal-${mount.name}`, pod.volumes),
  }))
  return { volumes: mounts.map(({ name }) => ({ name, emptyDir: {} })), mounts }
}

/** Tekton counts a relative folder from /workspace. */
export const workingDirOf = (written: string | undefined, pod: PlanPod): { workingDir?: string } => {
  if (written === undefined) return {}
  const isRelative = hasTektonLayout(pod) && written !== '' && !written.startsWith('/')
  return { workingDir: isRelative ? `/workspace/${written}` : written }
}
