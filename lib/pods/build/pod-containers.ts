import type { PodSpec, Volume } from '../../core/kubernetes.ts'
import type { Plan, PlanPod } from '../../core/plan.ts'
import type { RunSettings } from '../../core/settings.ts'
import { collectorOf } from './collector.ts'
import { collectorPath, collectorScript } from './collector-script.ts'
import { type Added, sidecarContainers, stepContainers } from './containers.ts'
import { implicitFolders } from './layout.ts'
import { runnerOf } from './runner.ts'
import { runnerPath, runnerScript } from './runner-script.ts'
import { scriptFolder } from './script-folder.ts'
import { projectScripts, type Script } from './scripts.ts'
import { isJoined } from './start-up-probe.ts'
import { workspaceVolumes } from './workspaces.ts'
import { hasResults, isWrappable, mentionsStepFiles, wrappings } from './wrapping.ts'

interface PodContainers extends Pick<PodSpec, 'initContainers' | 'containers'> {
  volumes: Volume[]
  annotations: Record<string, string>
}

/**
 * The kubelet runs init containers one after the other, native sidecars beside them, then the containers: runner copy,
 * sidecars, steps, collector. Without a collector the last step is the main container.
 */
export const podContainers = (input: {
  plan: Pick<Plan, 'claims'>
  planPod: PlanPod
  taskName: string
  settings: Pick<RunSettings, 'busyboxImage'>
}): PodContainers => {
  const { planPod, settings } = input
  const workspaces = workspaceVolumes(input.plan, planPod)
  const layout = implicitFolders(planPod)
  const ways = wrappings(planPod, input.taskName)
  const runner = needsRunner(planPod, ways) ? runnerOf(planPod, { layout, settings }) : undefined
  const scripts = projectScripts(planPod, [
    ...(runner === undefined ? [] : [helperScript('runner', runnerPath, runnerScript)]),
    ...(hasResults(planPod) ? [helperScript('collector', collectorPath, collectorScript)] : []),
  ])
  const added = { scripts: scripts.mounts, workspaces: workspaces.mounts, layout, runner, wrappings: ways }
  const before = [...(runner === undefined ? [] : [runner.container]), ...sidecarContainers(planPod, added)]
  const steps = stepContainers(planPod, added)
  const containers = before.length + steps.length + 1
  const collector = hasResults(planPod)
    ? collectorOf(planPod, { layout, scripts: scripts.mounts, settings, containers })
    : undefined
  const initContainers = [...before, ...(collector ? steps : steps.slice(0, -1))]
  return {
    ...(initContainers.length > 0 ? { initContainers } : {}),
    containers: [collector ?? steps.at(-1)!],
    volumes: [
      ...planPod.volumes,
      ...workspaces.volumes,
      ...scripts.volumes,
      ...layout.volumes,
      ...(runner === undefined ? [] : [runner.volume]),
    ],
    annotations: scripts.annotations,
  }
}

const needsRunner = (pod: PlanPod, ways: Added['wrappings']): boolean =>
  ways.some((way) => way !== undefined) ||
  mentionsStepFiles(pod) ||
  (pod.sidecars ?? []).some((sidecar) => isWrappable(sidecar) || isJoined(sidecar.container))

const helperScript = (name: string, path: string, text: string): Script => ({
  annotation: `millrace.dev/${name}`,
  path: path.slice(scriptFolder.length + 1),
  text,
})
