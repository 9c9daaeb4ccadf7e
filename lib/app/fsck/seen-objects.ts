import type { SeenClaim, SeenPod } from '../../core/audit/facts.ts'
import type { Claim, ObjectMeta, Pod } from '../../core/kubernetes.ts'
import { RunId } from '../../core/message.ts'
import { finalizer, labels, nonceAnnotation, podQueryLabels } from '../../pods/labels.ts'
import { identityOf } from '../../pods/ownership.ts'
import type { Cluster, Documents } from '../../ports/cluster.ts'

/** Where an audit sees the pods and claims of one installation. */
export interface ObjectSource {
  pods(): Promise<Pod[]>
  claims(): Promise<Claim[]>
}

/** Asks a cluster; claims by the rights of whoever looks. */
export const objectsOf = (
  { cluster, documents }: { cluster: Pick<Cluster, 'listPods'>; documents: Pick<Documents, 'list'> },
  installation: string,
): ObjectSource => ({
  pods: async () => (await cluster.listPods({ labels: podQueryLabels(installation) })).pods,
  claims: async () => {
    const claims = await documents.list('persistentvolumeclaims')
    return claims.filter(isOf(installation)) as unknown as Claim[]
  },
})

/** Whether an object carries the labels of Millrace and of this installation. */
export const isOf =
  (installation: string) =>
  ({ metadata }: { metadata: ObjectMeta }): boolean =>
    Object.entries(podQueryLabels(installation)).every(([key, value]) => metadata.labels?.[key] === value)

interface ObjectsOfRun {
  pods: SeenPod[]
  claims: SeenClaim[]
}

/** What the cluster shows, by the run that its labels name. */
export interface SeenCluster {
  byRun: ReadonlyMap<RunId, ObjectsOfRun>
  /** Of no run. */
  strays: ObjectsOfRun
}

const common = ({ namespace = 'default', name, uid, annotations, deletionTimestamp }: ObjectMeta) => ({
  namespace,
  name,
  uid,
  nonce: annotations?.[nonceAnnotation],
  deleting: deletionTimestamp !== undefined,
})

const seenPod = (pod: Pod): SeenPod => {
  const identity = identityOf(pod)
  const held = pod.metadata.finalizers?.includes(finalizer) ?? false
  return { ...common(pod.metadata), task: identity?.task, attempt: identity?.attempt, held }
}

/** Lists what there is, and sorts it by run. */
export const seeObjects = async (source: ObjectSource): Promise<SeenCluster> => {
  const byRun = new Map<RunId, ObjectsOfRun>()
  const strays: ObjectsOfRun = { pods: [], claims: [] }
  const of = ({ labels: own }: ObjectMeta): ObjectsOfRun => {
    const runId = RunId.safeParse(own?.[labels.run])
    if (!runId.success) return strays
    const known = byRun.get(runId.data) ?? { pods: [], claims: [] }
    byRun.set(runId.data, known)
    return known
  }
  for (const pod of await source.pods()) of(pod.metadata).pods.push(seenPod(pod))
  for (const claim of await source.claims()) of(claim.metadata).claims.push(common(claim.metadata))
  return { byRun, strays }
}
