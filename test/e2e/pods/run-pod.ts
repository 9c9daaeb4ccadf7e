import { randomUUID } from 'node:crypto'
import type { Pod } from '../../../lib/core/kubernetes.ts'
import { RunId } from '../../../lib/core/message.ts'
import type { Observation } from '../../../lib/core/observation.ts'
import type { PlanPod, PlanStep } from '../../../lib/core/plan.ts'
import { RunSettings } from '../../../lib/core/settings.ts'
import { buildPod } from '../../../lib/pods/build/build-pod.ts'
import { observe } from '../../../lib/pods/observe.ts'
import { type ClusterWorld, refOf, textOf, until } from '../../contract/cluster/cluster-world.ts'

const settings = RunSettings.parse({})

/** A step as the Tekton dialect compiles it. */
export const scripted = (name: string, script: string, more: Partial<PlanStep> = {}): PlanStep => ({
  ...more,
  container: { name: `step-${name}`, image: 'alpine', ...more.container },
  script: script.startsWith('#!') ? script : `#!/bin/sh\nset -e\n${script}`,
})

export const planPodOf = (pod: Partial<PlanPod> & Pick<PlanPod, 'steps'>): PlanPod => ({
  layout: 'tekton',
  volumes: [],
  mounts: [],
  workspaces: [],
  labels: {},
  annotations: {},
  // The clusters that this runs on need not have a DNS of their own.
  spec: { dnsPolicy: 'Default' },
  ...pod,
})

export const textResults = (...names: string[]) => names.map((name) => ({ name, type: 'string' as const }))

export interface PodRun {
  seen: Observation
  pod: Pod
  log: (container: string) => Promise<string>
}

/** Runs a pod to its end as the watcher sees it. `meanwhile` is called with each sight of it before that. */
export const runPod = async (
  { cluster, namespace }: ClusterWorld,
  planPod: PlanPod,
  meanwhile: (seen: Observation, pod: Pod) => Promise<void> = async () => {},
): Promise<PodRun> => {
  const runId = RunId.parse(randomUUID())
  const identity = { task: 0, taskName: 'shape', attempt: 0, runId, nonce: 'f00d', namespace }
  const { pod: made } = await cluster.createPod(buildPod({ plan: { claims: [] }, planPod, settings, ...identity }))
  const ref = refOf(made)
  return until(`the end of ${ref.name}`, async () => {
    const pod = (await cluster.pod(ref))!
    const seen = observe(pod)!.observation
    if (seen.phase !== 'succeeded' && seen.phase !== 'failed') {
      await meanwhile(seen, pod)
      return undefined
    }
    return { seen, pod, log: (container) => textOf(cluster.podLog(ref, container, {})) }
  })
}
