import type { Pod } from '../core/kubernetes.ts'
import type { RunId } from '../core/message.ts'
import type { Observation } from '../core/observation.ts'
import { nonceAnnotation } from './labels.ts'
import { isDisrupted } from './observe/disruption.ts'
import { whyFailed } from './observe/failure.ts'
import { phaseOf } from './observe/phase.ts'
import { resultsOf } from './observe/results.ts'
import { finishedAt, startedAt } from './observe/steps.ts'
import { whyPending } from './observe/waiting.ts'
import { identityOf } from './ownership.ts'

/**
 * What a pod tells of its attempt; undefined for a pod that is not one of ours by name, labels and nonce.
 * `gone`: the object is the last one seen of a pod that is no more. It is still a success, or the task's own failure,
 * if it says so.
 */
export const observe = (
  pod: Pod,
  { gone = false }: { gone?: boolean } = {},
): { runId: RunId; observation: Observation } | undefined => {
  const identity = identityOf(pod)
  const nonce = pod.metadata.annotations?.[nonceAnnotation]
  if (!identity || nonce === undefined) return undefined
  const { runId, task, attempt } = identity
  return { runId, observation: { task, attempt, uid: pod.metadata.uid, nonce, ...news(pod, gone) } }
}

const news = (pod: Pod, gone: boolean): Omit<Observation, 'task' | 'attempt' | 'nonce'> => {
  const known = phaseOf(pod)
  const disrupted = known !== 'succeeded' && isDisrupted(pod)
  const ended = known === 'succeeded' || (known === 'failed' && !disrupted)
  return {
    phase: gone && !ended ? 'gone' : known,
    startedAt: startedAt(pod),
    node: pod.spec.nodeName,
    ...(disrupted ? { disrupted } : {}),
    ...(pod.metadata.deletionTimestamp === undefined ? {} : { deleting: true }),
    ...details[known](pod),
  }
}

type Details = Pick<Observation, 'finishedAt' | 'exitCode' | 'results' | 'reason' | 'message'>

const details: Record<ReturnType<typeof phaseOf>, (pod: Pod) => Details> = {
  pending: whyPending,
  running: () => ({}),
  succeeded: (pod) => ({ finishedAt: finishedAt(pod), exitCode: 0, ...results(pod) }),
  failed: (pod) => ({ finishedAt: finishedAt(pod), ...whyFailed(pod), ...results(pod) }),
}

const results = (pod: Pod): Pick<Observation, 'results'> => {
  const found = resultsOf(pod)
  return found ? { results: found } : {}
}
