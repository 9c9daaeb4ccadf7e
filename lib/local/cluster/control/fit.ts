import type { Claim, Pod } from '../../../core/kubernetes.ts'
import { nodeLabels, nodeName } from './node.ts'
import { acceptsNode } from './node-affinity.ts'
import { findsCompany, findsPeace, isWelcome } from './pod-affinity.ts'

export interface Surroundings {
  claim: (name: string) => Claim | undefined
  /** Pods on the node that have not ended. */
  others: () => readonly Pod[]
  /** Those of them that keep others away. */
  shy: () => Iterable<Pod>
}

const noNode = (why: string) => `0/1 nodes are available: ${why}`
const noPreemption =
  'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'

/** Why the scheduler cannot place the pod, in its words; undefined when it can. Requests of cpu and memory are ignored. */
export const unschedulable = (pod: Pod, { claim, others, shy }: Surroundings): string | undefined => {
  const volumes = claimsOf(pod).map((name) => claimProblem(name, claim(name)))
  const problem = volumes.find((one) => one !== undefined)
  if (problem !== undefined) return noNode(`${problem}. not found`)
  if (!acceptsNode(pod.spec, { name: nodeName, labels: nodeLabels }))
    return noNode(`1 node(s) didn't match Pod's node affinity/selector. ${noPreemption}`)
  if (!findsCompany(pod, others)) return noNode(`1 node(s) didn't match pod affinity rules. ${noPreemption}`)
  if (!findsPeace(pod, others)) return noNode(`1 node(s) didn't match pod anti-affinity rules. ${noPreemption}`)
  if (!isWelcome(pod, shy()))
    return noNode(`1 node(s) didn't satisfy existing pods anti-affinity rules. ${noPreemption}`)
  return undefined
}

/** Names of the claims that a pod mounts. */
export const claimsOf = ({ spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap((volume) => {
    const source = volume['persistentVolumeClaim'] as { claimName?: string } | undefined
    return source?.claimName === undefined ? [] : [source.claimName]
  })

const claimProblem = (name: string, claim: Claim | undefined): string | undefined => {
  if (claim === undefined) return `persistentvolumeclaim "${name}" not found`
  if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`
  return claim.status?.phase === 'Bound' ? undefined : 'pod has unbound immediate PersistentVolumeClaims'
}
