import type { Pod, PodStatus } from '../../../../lib/core/kubernetes.ts'
import type { MakeKubelet, NodeApi } from '../../../../lib/local/cluster/kubelet.ts'

/** A kubelet that does nothing by itself: it remembers what it was told, and a test speaks for it. */
export const createPuppet = () => {
  const told: string[] = []
  const pods = new Map<string, Pod>()
  const connected: { api?: NodeApi } = {}
  const tell = (what: string, pod: Pod) => {
    told.push(`${what} ${pod.metadata.name}`)
    pods.set(pod.metadata.name, pod)
  }
  const kubelet: MakeKubelet = (api) => {
    connected.api = api
    return {
      start: (pod) => tell('start', pod),
      update: (pod) => tell('update', pod),
      forget: (pod) => tell('forget', pod),
      log: async function* (_pod, _container, { follow }) {
        yield Buffer.from('one\ntwo\nthree\n')
        if (follow) yield Buffer.from('four\n')
      },
      close: () => Promise.resolve(),
    }
  }
  const uidOf = (name: string) => pods.get(name)?.metadata.uid ?? ''
  const api = (): NodeApi => {
    if (connected.api === undefined) throw new Error('no server yet')
    return connected.api
  }
  return {
    kubelet,
    told,
    api,
    /** The pod as the kubelet was last told of it. */
    pod: (name: string) => pods.get(name),
    report: (name: string, status: PodStatus) => api().setStatus(uidOf(name), status),
    terminated: (name: string) => api().terminated(uidOf(name)),
  }
}

export const running: PodStatus = {
  phase: 'Running',
  containerStatuses: [{ name: 'main', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }],
}

export const succeeded: PodStatus = {
  phase: 'Succeeded',
  containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
}
