import type { Pod } from '../../core/kubernetes.ts'
import type { RunId } from '../../core/message.ts'
import type { Observation } from '../../core/observation.ts'
import { observe } from '../../pods/observe.ts'

export interface News {
  /** What is new about the pod since it was last looked at; undefined: nothing that anyone needs to know. */
  of(pod: Pod, options?: { gone?: boolean }): { runId: RunId; observation: Observation } | undefined
  /** Pods that were seen and have not ended. */
  readonly active: number
  /** Forgets pods that a full list no longer shows. */
  keepOnly(uids: ReadonlySet<string>): void
}

const digest = ({ phase, reason, message, node, deleting }: Observation): string =>
  JSON.stringify([phase, reason, message, node, deleting])

const hasEnded = ({ phase }: Observation): boolean => phase === 'succeeded' || phase === 'failed'

/** Remembers what was last told of each pod, so that a change that changes nothing for a run costs no message. */
export const createNews = (): News => {
  const told = new Map<string, { digest: string; ended: boolean }>()
  return {
    of: (pod, options = {}) => {
      const uid = pod.metadata.uid ?? pod.metadata.name
      const seen = observe(pod, options)
      if (!seen) return undefined
      const before = told.get(uid)
      const next = digest(seen.observation)
      if (options.gone) told.delete(uid)
      else told.set(uid, { digest: next, ended: before?.ended === true || hasEnded(seen.observation) })
      return before?.ended || before?.digest === next ? undefined : seen
    },
    get active() {
      let count = 0
      for (const { ended } of told.values()) if (!ended) count += 1
      return count
    },
    keepOnly: (uids) => {
      for (const uid of told.keys()) if (!uids.has(uid)) told.delete(uid)
    },
  }
}
