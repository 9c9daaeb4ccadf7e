import type { Pod } from '../../core/kubernetes.ts'
import type { Observation } from '../../core/observation.ts'
import { isDisrupted } from './disruption.ts'
import { epochMs } from './epoch-ms.ts'
import { hasLostResults } from './results.ts'
import { finishedAt, hasStarted, mainSteps, ownSteps, stuckStep, terminated } from './steps.ts'

/**
 * How far the attempt has come. Success is known when the main containers have ended with 0, before the pod's phase says
 * so; failure only with the terminal phase, because only then does the kubelet say whether it was a disruption. A pod that
 * the kubelet has given up without saying so has failed.
 */
export const phaseOf = (pod: Pod): Phase => {
  const known = toldPhase(pod)
  return known === 'succeeded' && hasLostResults(pod) ? 'failed' : known
}

type Phase = Extract<Observation['phase'], 'pending' | 'running' | 'succeeded' | 'failed'>

const toldPhase = (pod: Pod): Phase => {
  const { phase } = pod.status ?? {}
  if (phase === 'Succeeded') return 'succeeded'
  const done = mainSteps(pod).every((step) => terminated(step)?.exitCode === 0)
  if (phase === 'Failed') return done && !isPastDeadline(pod) && !isDisrupted(pod) ? 'succeeded' : 'failed'
  if (stuckStep(pod)) return 'failed'
  if (done) return isPastDeadline(pod) ? 'running' : 'succeeded'
  // The phase stays Pending until the last init container has ended.
  return phase === 'Pending' || phase === undefined ? begun(pod) : 'running'
}

const begun = (pod: Pod): Phase => (ownSteps(pod).some(hasStarted) ? 'running' : 'pending')

/** A container that ended after the pod's deadline may have ended with 0 because it was told to. */
const isPastDeadline = (pod: Pod): boolean => {
  const start = epochMs(pod.status?.startTime)
  const end = finishedAt(pod)
  const { activeDeadlineSeconds: seconds } = pod.spec
  if (start === undefined || end === undefined || seconds === undefined) return false
  return end >= start + seconds * 1000
}
