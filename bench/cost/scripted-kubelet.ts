import type { Pod } from '../../lib/core/kubernetes.ts'
import { instantAnnotation, type Script } from '../../lib/local/cluster/instant/script.ts'
import { instantKubelet } from '../../lib/local/cluster/instant-kubelet.ts'
import type { MakeKubelet } from '../../lib/local/cluster/kubelet.ts'
import { parsePodName } from '../../lib/pods/name.ts'

export interface ScriptedKubeletOptions {
  /** What becomes of a pod, whatever the pod says itself. */
  script: Partial<Script>
  /** The pod of a task was accepted. */
  onCreated?: (task: number) => void
  /** Its main container is shown as terminated. */
  onEnded?: (task: number) => void
}

const taskOf = ({ metadata }: Pod): number => parsePodName(metadata.name)?.task ?? -1

/** The instant kubelet for pods that do not know of it: definitions in Kontroler's language have no annotations. */
export const scriptedKubelet = ({ script, onCreated, onEnded }: ScriptedKubeletOptions): MakeKubelet => {
  const scripted = (pod: Pod): Pod => {
    const annotations = { ...pod.metadata.annotations, [instantAnnotation]: JSON.stringify(script) }
    return { ...pod, metadata: { ...pod.metadata, annotations } }
  }
  return (api) => {
    const tasks = new Map<string, number>()
    const inner = instantKubelet()({
      ...api,
      setStatus: (uid, status) => {
        const ended = status.containerStatuses?.[0]?.state?.terminated !== undefined
        if (ended) onEnded?.(tasks.get(uid) ?? -1)
        api.setStatus(uid, status)
      },
    })
    return {
      ...inner,
      start: (pod) => {
        tasks.set(pod.metadata.uid ?? '', taskOf(pod))
        onCreated?.(taskOf(pod))
        inner.start(scripted(pod))
      },
      update: (pod) => inner.update(scripted(pod)),
      log: (pod, container, options) => inner.log(scripted(pod), container, options),
    }
  }
}
