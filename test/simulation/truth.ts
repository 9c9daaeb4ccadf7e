import type { MemoryCluster } from '../../lib/adapters/memory/memory-cluster.ts'
import { MillraceError } from '../../lib/core/error.ts'
import type { Pod } from '../../lib/core/kubernetes.ts'
import type { RunState } from '../../lib/core/run.ts'
import { labels } from '../../lib/pods/labels.ts'
import { parsePodName } from '../../lib/pods/name.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import type { AttemptEnd, PipelineCase } from '../support/arbitrary-pipeline.ts'

/** How the plan’s author says that the attempt ends to which a pod belongs. */
export const scriptedEnd = ({ plan, scripts }: PipelineCase, pod: Pod): AttemptEnd => {
  const [name = '', instance = '0'] = (pod.metadata.labels?.[labels.task] ?? '').split('-')
  const task = plan.tasks.findIndex((one) => one.name === name)
  const attempt = Number(pod.metadata.labels?.[labels.attempt])
  const all = scripts[task]!
  const script = all[Number(instance) % all.length]!
  return script.ends[attempt] ?? script.last
}

interface Made {
  task: number
  attempt: number
  uid: string
}

export interface TruthOptions {
  one: PipelineCase
  now: () => number
  /** As the log says now. */
  state: RunState
  complain: (what: string) => void
}

/** Clocks differ by up to so many ms. */
const skew = 20_000

/** What only somebody outside of Millrace can see: which pods there really were, and when they ended. */
export const createTruth = ({ one, now, state, complain }: TruthOptions) => {
  const made: Made[] = []
  const endedAt = new Map<string, number>()
  let movedAt = 0

  const record = (pod: Pod, isExcused: (uid: string) => boolean): void => {
    const { task, attempt } = parsePodName(pod.metadata.name)!
    const { name } = pod.metadata
    const before = made.find((other) => other.task === task && other.attempt === attempt)
    if (before && !isExcused(before.uid)) complain(`pod ${name} is the second of its attempt`)
    if (state.closed) complain(`pod ${name} was made after its run was closed`)
    const known = state.tasks[task]
    if (!known || known.phase === 'Pending' || known.attempt < attempt) complain(`pod ${name} was made before its time`)
    else if (known.attempt === attempt && (known.notBefore ?? 0) > now() + skew)
      complain(`pod ${name} was made ${(known.notBefore! - now()) / 1000} s before its time`)
    made.push({ task, attempt, uid: pod.metadata.uid! })
  }

  const hasEnded = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

  return {
    made,
    /** By uid: when the cluster knew that the pod had ended, or it was gone. */
    endedAt,
    get movedAt() {
      return movedAt
    },
    moved: (): void => {
      movedAt = now()
    },
    /** The cluster, with a record of what is made in it; it refuses the pods of attempts that are to be refused. */
    watching: (inner: Cluster, isExcused: (uid: string) => boolean): Cluster => ({
      ...inner,
      async createPod(pod) {
        if (scriptedEnd(one, pod).how === 'refused') throw new MillraceError('Invalid', 'the pod is not valid')
        const answer = await inner.createPod(pod)
        if (answer.created) record(answer.pod, isExcused)
        return answer
      },
    }),
    follow: (kube: MemoryCluster): void => {
      kube.onChange(({ resource, type, object }) => {
        if (resource !== 'pods') return
        movedAt = now()
        const pod = object as unknown as Pod
        const { uid } = pod.metadata
        if ((type === 'gone' || hasEnded(pod)) && !endedAt.has(uid!)) endedAt.set(uid!, now())
      })
    },
  }
}

export type Truth = ReturnType<typeof createTruth>
