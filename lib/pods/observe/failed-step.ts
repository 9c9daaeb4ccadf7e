import type { ContainerStateTerminated, Pod } from '../../core/kubernetes.ts'
import { parseVerdict } from '../collector-message.ts'
import { collectorMessage } from './results.ts'
import { allSteps, ownSteps, type Step, stuckStep, terminated } from './steps.ts'

export interface Failure {
  step: Step
  exitCode?: number
  /** It took longer than a step may. */
  timedOut?: boolean
}

/** The step that the pod failed with: the collector names one whose container ended with 0, else the first one that did not. */
export const failureOf = (pod: Pod): Failure | undefined => {
  const steps = ownSteps(pod)
  const verdict = collectorMessage(pod)?.failed
  const named = steps.find(({ container }) => container.name === verdict?.step)
  if (verdict && named) return { step: named, exitCode: verdict.exitCode, timedOut: verdict.timedOut }
  const step = stuckStep(pod) ?? steps.find(hasFailed) ?? allSteps(pod).find(hasFailed)
  const end = step && terminated(step)
  if (!end) return undefined
  const told = parseVerdict(end.message)
  return { step, exitCode: told?.exitCode ?? realExitCode(end), timedOut: told?.timedOut }
}

const hasFailed = (step: Step): boolean => (terminated(step)?.exitCode ?? 0) !== 0

/** The kubelet makes up 137 for a container that it cannot find, run or not; of one that is stuck, the 0 tells nothing. */
const realExitCode = ({ reason, exitCode }: ContainerStateTerminated): number | undefined =>
  reason === 'ContainerStatusUnknown' || exitCode === 0 ? undefined : exitCode
