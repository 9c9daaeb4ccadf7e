import type { Json, JsonObject, Volume } from '../../../core/kubernetes.ts'
import type { PlanPod } from '../../../core/plan.ts'
import type { Resources } from '../schema/fields.ts'
import type { PodTemplate } from '../schema/run.ts'
import type { TaskSpec } from '../schema/task.ts'
import type { Volume as WrittenVolume } from '../schema/volume.ts'
import { planSidecar, planStep } from './container.ts'
import { mergeTemplate } from './merge-template.ts'
import type { Mounted } from './mount-workspaces.ts'
import { planResult } from './plan-result.ts'

export interface PodParts {
  /** With nothing left to substitute. */
  spec: TaskSpec
  template: PodTemplate
  serviceAccountName: string | undefined
  resources: Resources | undefined
  mounted: Omit<Mounted, 'scope'>
  labels: Record<string, string>
  annotations: Record<string, string>
}

/** The pod of one task. */
export const compilePod = ({ spec, template, mounted, ...parts }: PodParts): PlanPod => {
  const { env = [], volumes: templateVolumes = [], ...podFields } = template
  const volumes = [...(spec.volumes ?? []), ...templateVolumes].map(volumeOf)
  const sidecars = (spec.sidecars ?? []).map((sidecar, index) => planSidecar(sidecar, index, mounted.mounts))
  const results = (spec.results ?? []).map(planResult)
  return {
    steps: (spec.steps ?? []).map((step, index) =>
      planStep(mergeTemplate(spec.stepTemplate, step), { index, env, resources: parts.resources }),
    ),
    ...(sidecars.length > 0 && { sidecars }),
    ...(results.length > 0 && { results }),
    volumes: [...mounted.volumes, ...volumes],
    mounts: mounted.mounts,
    workspaces: mounted.workspaces,
    labels: parts.labels,
    layout: 'tekton',
    annotations: parts.annotations,
    spec: {
      ...(podFields as JsonObject),
      ...(parts.serviceAccountName && { serviceAccountName: parts.serviceAccountName }),
    },
  }
}

/** A volume without a source is an emptyDir. */
const volumeOf = ({ name, ...sources }: WrittenVolume): Volume => {
  const given = Object.entries(sources).filter((entry): entry is [string, Json] => entry[1] != null)
  return { name, ...(given.length > 0 ? Object.fromEntries(given) : { emptyDir: {} }) }
}
