import type { Container, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod } from '../../core/plan.ts'
import type { RunSettings } from '../../core/settings.ts'
import { inlineLimit } from '../collector-message.ts'
import { helperNames } from '../helper-names.ts'
import { collectorPath } from './collector-script.ts'
import { helperContainer } from './helper-container.ts'
import { type Layout, resultsFolder } from './layout.ts'

/** The main container of a pod that has results: reads what the steps have left. `containers`: of the pod, this one too. */
export const collectorOf = (
  pod: PlanPod,
  input: {
    layout: Layout
    scripts: readonly VolumeMount[]
    settings: Pick<RunSettings, 'busyboxImage'>
    containers: number
  },
): Container => {
  const files = (pod.results ?? []).flatMap(({ name, path = `${resultsFolder}/${name}` }) => [name, path])
  const folders = input.layout.mounts.filter(({ mountPath }) => mountPath.startsWith('/tekton/'))
  return helperContainer(pod, input.settings, {
    name: helperNames.collector,
    command: ['/bin/sh', collectorPath, String(inlineLimit(input.containers)), ...files],
    mounts: [...input.scripts, ...folders.map((mount) => ({ ...mount, readOnly: true }))],
  })
}
