import { MillraceError } from '../../core/error.ts'
import type { PlanPod, PlanStep } from '../../core/plan.ts'
import { hasTektonLayout, stepsFolder } from './layout.ts'

/**
 * What a step under the runner does with its failure. `fail`: its container fails, and with it the pod. `keep`: it is
 * written down, later steps skip, and the collector fails with it, so that results reach those who run after a failure.
 */
export type Wrapping = 'fail' | 'keep'

/**
 * By step: how it runs under the runner; undefined: as it is. Only a step whose command is known can be wrapped: throws
 * `Invalid` for one that has to be. A failure is kept only where everything after it can skip.
 */
export const wrappings = (pod: PlanPod, taskName: string): (Wrapping | undefined)[] => {
  if (!hasTektonLayout(pod)) return pod.steps.map(() => undefined)
  const keepFrom = hasResults(pod) ? pod.steps.findLastIndex((step) => !isWrappable(step)) + 1 : Infinity
  const files = mentionsStepFiles(pod)
  return pod.steps.map((step, index) => {
    const need = needOf(step, index, pod)
    if (!isWrappable(step)) return need === undefined ? undefined : cannot(step, need, taskName)
    if (index >= keepFrom) return 'keep'
    return need !== undefined || files ? 'fail' : undefined
  })
}

export const hasResults = ({ results = [] }: PlanPod): boolean => results.length > 0

/** Whether steps look into each other's folders, which then have to be there. */
export const mentionsStepFiles = (pod: PlanPod): boolean =>
  hasTektonLayout(pod) && pod.steps.some((step) => mentions(step, `${stepsFolder}/`))

/** Whether it is known what the container runs. */
export const isWrappable = ({ container, script }: PlanStep): boolean =>
  script !== undefined || (container.command ?? []).length > 0

/** What of a step cannot be had without the runner. */
const needOf = (step: PlanStep, index: number, { steps }: PlanPod): string | undefined => {
  if (step.onError === 'continue') return 'its onError: continue'
  if (step.timeout !== undefined) return 'its timeout'
  const files = [step.container.name, index].map((folder) => `${stepsFolder}/${folder}/exitCode`)
  const readers = steps.filter((other) => other !== step && files.some((file) => mentions(other, file)))
  return readers.length > 0 ? `its exit code, which "${readers[0]!.container.name}" reads,` : undefined
}

const mentions = ({ container, script = '' }: PlanStep, text: string): boolean =>
  script.includes(text) || JSON.stringify(container).includes(text)

const cannot = ({ container }: PlanStep, need: string, taskName: string): never => {
  throw new MillraceError(
    'Invalid',
    `task "${taskName}": step "${container.name}" has neither a command nor a script, so that ${need} cannot be had: ` +
      "what its image runs is not known. Give the step its image's entry point as command",
    { details: { task: taskName, step: container.name } },
  )
}
