import type { RunId } from '../core/message.ts'
import type { Observation } from '../core/observation.ts'
import type { AttemptRef } from '../core/wants.ts'
import { observe } from '../pods/observe.ts'
import { isSameAttempt } from '../pods/ownership.ts'
import type { Cluster } from '../ports/cluster.ts'
import { podRef } from './pod-ref.ts'
import type { RunStates } from './run-states.ts'

/**
 * Looks at the pods of attempts by name. One that is not there, or is not ours, is *gone*; so is the one that is known
 * when another one of the same attempt has its name: somebody took it away, and a late dispatch made that one.
 */
export const createProbe = ({
  cluster,
  states,
}: {
  cluster: Pick<Cluster, 'pod' | 'podWarning'>
  states: RunStates
}) => {
  const explain = async (observation: Observation, ref: { namespace: string; name: string }): Promise<Observation> => {
    if (observation.phase !== 'pending') return observation
    const warning = await cluster.podWarning({ ...ref, uid: observation.uid })
    return warning ? { ...observation, ...warning } : observation
  }

  return async (runId: RunId, attempts: readonly AttemptRef[]): Promise<Observation[]> => {
    const wanted = await states.using(runId, (run) =>
      attempts.map((ref) => {
        const { nonce, settings } = run.state
        return {
          task: ref[0],
          attempt: ref[1],
          nonce,
          installation: settings.installation,
          known: run.state.tasks[ref[0]]?.attempt === ref[1] ? run.state.tasks[ref[0]]?.uid : undefined,
          ref: podRef(runId, run, ref),
        }
      }),
    )
    const found: Observation[] = []
    for (const { ref, installation, known, ...attempt } of wanted) {
      const pod = await cluster.pod(ref)
      const seen = pod && isSameAttempt(pod, { ...attempt, installation, runId }) ? observe(pod) : undefined
      if (seen) found.push(await explain(seen.observation, ref))
      if (!seen || (known !== undefined && seen.observation.uid !== known))
        found.push({ ...attempt, uid: known, phase: 'gone' })
    }
    return found
  }
}
