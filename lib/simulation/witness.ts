import { followLog } from '../core/audit/follow-log.ts'
import type { Entry } from '../core/event.ts'
import type { Pod } from '../core/kubernetes.ts'
import type { RunId } from '../core/message.ts'
import type { IndexedPlan } from '../core/plan.ts'
import type { Run } from '../core/run.ts'
import { parsePodName } from '../pods/name.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { RunLog } from '../ports/run-log.ts'

/** An entry, and when it was really written: the clocks of functions are off. */
export interface WitnessedEntry {
  at: number
  entry: Entry
}

/** Somebody outside who sees everything that is written and created, at the right time. */
export interface Witness {
  readonly entries: readonly WitnessedEntry[]
  /** The fold of the log so far. */
  readonly state: Run
  readonly isClosed: boolean
  /** When the log or the cluster last changed; 0: never. */
  readonly movedAt: number
  /** The plan's task that a pod is of. */
  planTaskOf(pod: Pod): number
  /** The log and the cluster, seen by it. */
  watchLog: (inner: RunLog) => RunLog
  watchCluster: (inner: Cluster) => Cluster
  /** Something else has changed. */
  moved: () => void
}

export interface WitnessOptions {
  runId: RunId
  plan: IndexedPlan
  now: () => number
  /** Something has taken this pod away: another one of its attempt is no wonder. */
  isStruck: (uid: string) => boolean
  complain: (what: string) => void
}

export const createWitness = ({ runId, plan, now, isStruck, complain }: WitnessOptions): Witness => {
  const entries: WitnessedEntry[] = []
  const log = followLog(plan)
  const made = new Map<string, string>()
  let isFollowed = true
  let isClosed = false
  let movedAt = 0

  const written = (entry: Entry): void => {
    entries.push({ at: now(), entry })
    movedAt = now()
    // What cannot be followed is left to the audit, which tells why.
    if (isFollowed) isFollowed = log.fold(entry) === undefined
    isClosed ||= entry.events.some(({ type }) => type === 'run.closed')
  }

  const created = ({ metadata: { name, uid } }: Pod): void => {
    const identity = parsePodName(name)
    if (!identity) return
    const attempt = `${identity.task}/${identity.attempt}`
    const before = made.get(attempt)
    if (before !== undefined && !isStruck(before)) complain(`a second pod of one attempt: ${name}`)
    if (isClosed) complain(`a pod is made after its run was closed: ${name}`)
    made.set(attempt, uid!)
  }

  return {
    entries,
    state: log.state,
    get isClosed() {
      return isClosed
    },
    get movedAt() {
      return movedAt
    },
    planTaskOf({ metadata }) {
      const { task } = parsePodName(metadata.name)!
      return log.state.tasks[task]?.of ?? task
    },
    watchLog: (inner) => ({
      ...inner,
      append: async (id, entry) => {
        await inner.append(id, entry)
        if (id === runId) written(entry)
        else complain(`an entry of an unknown run ${id}`)
      },
    }),
    watchCluster: (inner) => ({
      ...inner,
      createPod: async (pod) => {
        const answer = await inner.createPod(pod)
        if (answer.created) created(answer.pod)
        return answer
      },
    }),
    moved: () => {
      movedAt = now()
    },
  }
}
