import type { Pod } from '../../lib/core/kubernetes.ts'
import type { Plan } from '../../lib/core/plan.ts'
import { buildPod, type PodInput } from '../../lib/pods/build/build-pod.ts'

/** The pod of a task of a plan without open texts. */
export const builtPod = (input: Omit<PodInput, 'plan' | 'planPod' | 'taskName'> & { plan: Plan }): Pod => {
  const { name, pod } = input.plan.tasks[input.task]!
  return buildPod({ ...input, planPod: input.plan.pods[pod]!, taskName: name })
}
