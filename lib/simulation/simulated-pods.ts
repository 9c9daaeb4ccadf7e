import type { MemoryCluster } from '../adapters/memory/memory-cluster.ts'
import type { PodScript } from '../adapters/memory/memory-kubelet.ts'
import type { Pod } from '../core/kubernetes.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Chaos } from './chaos.ts'
import type { FaultKind } from './fault.ts'
import type { Trace } from './trace.ts'

/** Ways in which a pod is taken from its task. */
export const misfortunes = ['pod.vanished', 'pod.evicted', 'pod.nodeLost', 'pod.deleted', 'pod.unschedulable'] as const
export type Misfortune = (typeof misfortunes)[number]

/** What a pod does in this world: a script, and perhaps what becomes of it meanwhile. */
export interface Fate {
  script: PodScript
  misfortune?: Misfortune
  /** Nothing else befalls it. */
  isSpared?: boolean
}

export interface PodsWorld {
  kube: () => MemoryCluster
  clock: Clock
  random: Random
  chaos: Chaos
  trace: Trace
  fateOf: (pod: Pod) => Fate
  /** What has struck which pod. */
  struck: Map<string, Misfortune>
}

/** The node controller’s patience with a node that is silent: minutes on a real cluster. */
const nodePatience = 60_000
const together = 10_000

const unschedulable: PodScript = {
  stuck: { reason: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient cpu.' },
}

/** Gives every pod its script when it is created, and lets fall on it what is to fall. */
export const createPodScripts = (world: PodsWorld) => {
  const { kube, clock, random, chaos, trace, struck, fateOf } = world

  const refOf = ({ metadata }: Pod) => ({ namespace: metadata.namespace!, name: metadata.name, uid: metadata.uid })

  const loseNode = async (ref: ReturnType<typeof refOf>): Promise<void> => {
    kube().loseNode(ref)
    await clock.wait(nodePatience)
    kube().giveNodeUp(ref)
    const fault = chaos.strike(['pod.nodeBack'], ref.name)
    if (!fault) return
    await clock.wait(Math.round(random.fraction() * 600_000))
    kube().findNode(ref)
  }

  const befall = async (pod: Pod, misfortune: Misfortune, after: number): Promise<void> => {
    await clock.wait(after)
    const ref = refOf(pod)
    if (!(await kube().cluster.pod(ref))) return
    struck.set(pod.metadata.uid!, misfortune)
    trace.tell('cluster', `${misfortune} ${ref.name}`)
    if (misfortune === 'pod.vanished') kube().vanish(ref)
    else if (misfortune === 'pod.evicted') kube().evict(ref)
    else if (misfortune === 'pod.deleted') await kube().cluster.deletePod(ref)
    else if (misfortune === 'pod.nodeLost') await loseNode(ref)
  }

  /** The pod ends on the next full multiple of a time that all share. */
  const aligned = (script: PodScript): PodScript => {
    const end = clock.now() + (script.startAfter ?? 0) + (script.runFor ?? 0)
    return { ...script, runFor: (script.runFor ?? 0) + together - (end % together) }
  }

  return (pod: Pod): PodScript => {
    const { script, misfortune, isSpared } = fateOf(pod)
    if (isSpared) return script
    const kind = chaos.strike([...misfortunes, 'pod.together'] satisfies FaultKind[], pod.metadata.name)
    const own = kind === 'pod.together' ? aligned(script) : script
    const falls = misfortune ?? (kind === 'pod.together' ? undefined : (kind as Misfortune | undefined))
    if (!falls) return own
    if (misfortune) chaos.note(misfortune)
    if (falls === 'pod.unschedulable') {
      struck.set(pod.metadata.uid!, falls)
      return unschedulable
    }
    const span = (own.startAfter ?? 0) + Math.min(own.runFor ?? 0, 120_000)
    void befall(pod, falls, Math.round(random.fraction() * span * (misfortune ? 0.95 : 1.3)))
    return own
  }
}
