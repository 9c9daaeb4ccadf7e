import { systemClock } from '../../adapters/system/system-clock.ts'
import type { Pod } from '../../core/kubernetes.ts'
import type { Clock } from '../../ports/clock.ts'
import { scriptOf } from './instant/script.ts'
import { type ScriptedPod, startScriptedPod } from './instant/scripted-pod.ts'
import type { MakeKubelet, NodeApi } from './kubelet.ts'

/**
 * Runs nothing: pods go the way that their annotation `millrace.dev/instant` says, JSON
 * `{exitCode?, container?, delayMs?, runMs?, log?, reason?, message?}`; without it they succeed at once.
 */
export const instantKubelet =
  (clock: Clock = systemClock): MakeKubelet =>
  (api) => {
    const pods = new Map<string, ScriptedPod>()
    return {
      start: (pod) => {
        try {
          pods.set(pod.metadata.uid ?? '', startScriptedPod(api, clock, pod))
        } catch (error) {
          refuse(api, pod, (error as Error).message)
        }
      },
      update: (pod) => {
        const known = pods.get(pod.metadata.uid ?? '')
        if (known !== undefined) known.update(pod)
        else if (pod.metadata.deletionTimestamp !== undefined) api.terminated(pod.metadata.uid ?? '')
      },
      forget: ({ metadata }) => {
        pods.get(metadata.uid ?? '')?.abandon()
        pods.delete(metadata.uid ?? '')
      },
      log: async function* (pod, container) {
        const main = pod.spec.containers.some(({ name }) => name === container)
        if (main) yield Buffer.from(scriptOf(pod).log)
      },
      close: async () => {
        for (const pod of pods.values()) pod.abandon()
        pods.clear()
      },
    }
  }

const refuse = (api: NodeApi, pod: Pod, message: string) => {
  const waiting = { reason: 'CreateContainerConfigError', message }
  const containerStatuses = pod.spec.containers.map(({ name, image }) => ({
    name,
    image,
    ready: false,
    state: { waiting },
  }))
  api.setStatus(pod.metadata.uid ?? '', { phase: 'Pending', containerStatuses })
  api.event(pod, 'Warning', 'Failed', message)
}
