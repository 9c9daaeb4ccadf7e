import { MillraceError } from '../core/error.ts'
import type { Pod } from '../core/kubernetes.ts'
import type { Clock } from '../ports/clock.ts'
import type { Cluster, PodChange, PodQuery } from '../ports/cluster.ts'
import type { Random } from '../ports/random.ts'
import type { Chaos } from './chaos.ts'
import type { FaultKind } from './fault.ts'
import type { Sandbox } from './sandbox.ts'

const reads: readonly FaultKind[] = ['kube.throttled', 'kube.error']
const writes: readonly FaultKind[] = [...reads, 'kube.unanswered']

export interface ClusterWorld {
  chaos: Chaos
  random: Random
  clock: Clock
  /** Every watch has to list again. */
  forgetHistory: () => void
}

/** The cluster as a function sees it. */
export const simulatedCluster = (inner: Cluster, sandbox: Sandbox, world: ClusterWorld): Cluster => {
  const { call, name } = sandbox
  const { chaos, random, clock, forgetHistory } = world

  /** The first pages show what was, the others what has become of it; the position is that of the last. */
  const torn = async (query: PodQuery, before: { pods: Pod[] }): Promise<{ pods: Pod[]; resourceVersion: string }> => {
    await clock.wait(Math.round(random.fraction() * 2_000))
    const after = await inner.listPods(query)
    const seen = new Map(before.pods.slice(0, before.pods.length / 2).map((pod) => [pod.metadata.uid, pod]))
    return { ...after, pods: after.pods.map((pod) => seen.get(pod.metadata.uid) ?? pod) }
  }

  async function* watched(...args: Parameters<Cluster['watchPods']>): AsyncGenerator<PodChange> {
    for await (const change of inner.watchPods(args[0], args[1], AbortSignal.any([args[2], sandbox.died]))) {
      const fault = chaos.strike(['kube.watchCut', 'kube.watchSilent', 'kube.duplicateEvent', 'kube.expired'], name)
      if (fault === 'kube.watchCut') throw new MillraceError('Unavailable', 'the watch was cut')
      if (fault === 'kube.expired') {
        forgetHistory()
        throw new MillraceError('Expired', 'too old resource version')
      }
      if (fault === 'kube.watchSilent') await clock.wait(Math.round(random.fraction() * 300_000), args[2])
      if (fault === 'kube.duplicateEvent') yield change
      yield change
    }
    if (!sandbox.isAlive) await new Promise(() => {})
  }

  return {
    createPod: (pod) =>
      call({ says: `creates pod ${pod.metadata.name}`, faults: writes }, async () => {
        const made = await inner.createPod(pod)
        if (!made.created) chaos.note('kube.nameTaken')
        return made
      }),
    pod: (ref) => call({ faults: reads }, () => inner.pod(ref)),
    podWarning: (ref) => call({ faults: reads }, () => inner.podWarning(ref)),
    listPods: (query) =>
      call({ faults: reads }, async () => {
        const listed = await inner.listPods(query)
        return chaos.strike(['kube.tornList'], name) ? torn(query, listed) : listed
      }),
    watchPods: watched,
    stopPod: (ref) => call({ says: `stops pod ${ref.name}`, faults: writes }, () => inner.stopPod(ref)),
    deletePod: (ref, options) =>
      call({ says: `deletes pod ${ref.name}`, faults: writes }, () => inner.deletePod(ref, options)),
    releasePod: (ref) => call({ says: `releases pod ${ref.name}`, faults: writes }, () => inner.releasePod(ref)),
    async *podLog(ref, container, options) {
      const text = await call({ faults: reads }, async () => {
        const chunks: Uint8Array[] = []
        for await (const chunk of inner.podLog(ref, container, options)) chunks.push(chunk)
        return Buffer.concat(chunks)
      })
      yield text
    },
    createClaim: (claim) =>
      call({ says: `creates claim ${claim.metadata.name}`, faults: writes }, () => inner.createClaim(claim)),
    claim: (...args) => call({ faults: reads }, () => inner.claim(...args)),
    deleteClaim: (...args) =>
      call({ says: `deletes claim ${args[1]}`, faults: writes }, () => inner.deleteClaim(...args)),
  }
}
