import type { PodScript } from '../../../lib/adapters/memory/memory-kubelet.ts'
import type { Pod } from '../../../lib/core/kubernetes.ts'
import type { Cluster, Documents, PodRef } from '../../../lib/ports/cluster.ts'

export interface ClusterWorld {
  cluster: Cluster
  documents: Documents
  /** Exists, is empty, and belongs to this suite alone. */
  namespace: string
  /** The same cluster, by credentials that have no rights in it; absent where nobody lacks any. */
  powerless?: Cluster
  /** Answers a resourceVersion that is too old to watch from; absent where it cannot be brought about at will. */
  expire?: () => Promise<string>
  /** Namespaces come into being with what is put into them. */
  namespacesOnDemand?: boolean
  /** Nothing runs that could catch a signal or miss a Secret. */
  nothingRuns?: boolean
  close?: () => Promise<void>
}

/** What a cluster without processes does in place of the shell script: the in-memory one, and the `instant` kubelet. */
export const scriptAnnotation = 'contract.millrace.dev/script'
const instantAnnotation = 'millrace.dev/instant'

const annotationsFor = (script: PodScript): Record<string, string> => {
  const { exitCode, runFor: runMs, log, message } = script
  return {
    [scriptAnnotation]: JSON.stringify(script),
    [instantAnnotation]: JSON.stringify({ exitCode, runMs, log, message }),
  }
}

export const finalizer = 'millrace.dev/accounting'

export interface PodOutline {
  name: string
  namespace: string
  /** For `/bin/sh`. */
  run: string
  /** The same for a cluster without processes. */
  script?: PodScript
  labels?: Record<string, string>
  spec?: Partial<Pod['spec']>
}

/** A pod as Millrace makes them: it keeps its name until it is released. */
export const podThat = ({ name, namespace, run, script = {}, labels, spec }: PodOutline): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace,
    labels: { 'contract.millrace.dev/pod': name, ...labels },
    annotations: annotationsFor(script),
    finalizers: [finalizer],
  },
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 5,
    automountServiceAccountToken: false,
    dnsPolicy: 'Default',
    containers: [{ name: 'main', image: 'busybox', command: ['/bin/sh', '-c', run] }],
    ...spec,
  },
})

export const refOf = ({ metadata }: Pod): Required<PodRef> => ({
  namespace: metadata.namespace!,
  name: metadata.name,
  uid: metadata.uid!,
})

/** Asks again and again until the answer is there. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > deadline) throw new Error(`waited 60 s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

export const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await all(chunks)).toString()

/** A finalizer that is left keeps its namespace for ever. */
export const leaveNothing = async ({ cluster, namespace }: ClusterWorld): Promise<void> => {
  const { pods } = await cluster.listPods({ namespace, labels: {} })
  for (const { metadata } of pods) {
    await cluster.releasePod({ namespace, name: metadata.name })
    await cluster.deletePod({ namespace, name: metadata.name }, { graceSeconds: 0 })
  }
}
