import type { RunId } from '../message.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import type { SeenClaim, SeenObjects, SeenPod } from './facts.ts'
import type { Finding } from './finding.ts'

type Object = Pick<SeenPod, 'namespace' | 'name' | 'uid'>

const podName = ({ namespace, name }: Object): string => `pod ${namespace}/${name}`
const claimName = ({ namespace, name }: Object): string => `claim ${namespace}/${name}`
const removal = <T extends string>(type: T, { namespace, name, uid }: Object) => ({ type, namespace, name, uid })

/** Only Millrace makes pods with its finalizer: one without may be somebody else's, whatever its labels say. */
const removed = (pod: SeenPod): Pick<Finding, 'repair'> => (pod.held ? { repair: removal('pod.remove', pod) } : {})

/** On its way out, and nobody holds it. */
const isLeaving = (pod: SeenPod): boolean => pod.deleting && !pod.held

/** Objects of a run that the store does not know. A claim has data in it, so a person must decide. */
export const auditStrays = (runId: RunId | undefined, { pods = [], claims = [] }: SeenObjects): Finding[] => [
  ...pods
    .filter((pod) => !isLeaving(pod))
    .map((pod): Finding => {
      const message = 'the store does not know its run'
      return { code: 'PodWithoutRun', runId, object: podName(pod), message, ...removed(pod) }
    }),
  ...claims
    .filter(({ deleting }) => !deleting)
    .map((claim): Finding => {
      const message = 'the store does not know its run; it may hold data, so delete it yourself if nobody needs it'
      return { code: 'ClaimWithoutRun', runId, object: claimName(claim), message }
    }),
]

/** Why a pod is of no attempt of the run. */
const isStrange = (state: Run, { nonce, task, attempt }: SeenPod): string | undefined => {
  if (nonce !== state.nonce) return 'it does not carry the nonce of its run'
  if (task === undefined || attempt === undefined) return 'its name and its labels do not say which attempt it is'
  const known = state.tasks[task]
  const isKnown =
    known !== undefined && (attempt < known.attempt || (attempt === known.attempt && known.readyAt !== undefined))
  return isKnown ? undefined : `its run has had no attempt ${attempt} of task ${task}`
}

/**
 * Rules of pods: each is of an attempt that the log knows, and no attempt has two; of a closed run there is none. While a
 * run is open its own functions put away what it does not want, so then a strange pod is only reported.
 */
export const auditPods = (runId: RunId, state: Run, pods: readonly SeenPod[]): Finding[] => {
  const taken = new Map<string, string>()
  return pods
    .filter((pod) => !isLeaving(pod))
    .flatMap((pod): Finding[] => {
      const object = podName(pod)
      const strange = isStrange(state, pod)
      if (strange !== undefined)
        return [{ code: 'PodWithoutAttempt', runId, object, message: strange, ...(state.closed && removed(pod)) }]
      if (state.closed) {
        const message = `its run is closed${pod.held ? ', and it still has its finalizer' : ''}`
        return [{ code: 'PodLeft', runId, object, message, repair: removal('pod.remove', pod) }]
      }
      const attempt = `${pod.task}/${pod.attempt}`
      const other = taken.get(attempt)
      taken.set(attempt, object)
      if (other === undefined) return []
      return [{ code: 'PodDuplicated', runId, object, message: `its attempt has another one: ${other}` }]
    })
}

/** Rule claims: of a closed run only those are left that live longer than it. */
export const auditClaims = (
  runId: RunId,
  { plan, state }: { plan: IndexedPlan; state: Run },
  claims: readonly SeenClaim[],
): Finding[] =>
  claims
    .filter(({ deleting }) => !deleting)
    .flatMap((claim): Finding[] => {
      const object = claimName(claim)
      const planned = plan.claims.find(({ name, existing }) => name === claim.name && !existing)
      if (!planned || claim.nonce !== state.nonce) {
        const message = 'its run has made no such claim; it may hold data, so delete it yourself if nobody needs it'
        return [{ code: 'ClaimWithoutRun', runId, object, message }]
      }
      if (!state.closed || planned.keep === 'forever') return []
      const message = 'its run is closed, and keeps no claim of this name'
      return [{ code: 'ClaimLeft', runId, object, message, repair: removal('claim.remove', claim) }]
    })
