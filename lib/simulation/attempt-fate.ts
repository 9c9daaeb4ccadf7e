import type { PodScript } from '../adapters/memory/memory-kubelet.ts'
import type { Pod } from '../core/kubernetes.ts'
import type { PlanPod, PlanResult } from '../core/plan.ts'
import { helperNames } from '../pods/helper-names.ts'
import { stepContainerNames } from '../pods/step-container-names.ts'
import type { Random } from '../ports/random.ts'
import type { TaskScenario } from './scenario.ts'
import type { Fate } from './simulated-pods.ts'

/** A pod that has to be scheduled, and to pull its images. */
const longestStart = 4_000
/** Longer than any world lasts. */
const forever = 10 * 365 * 24 * 3_600_000

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** A text that is of the result's type. */
export const sampleResult = ({ name, type, keys = [] }: PlanResult): string => {
  if (type === 'string') return name
  return JSON.stringify(
    type === 'array' ? [`${name}-1`, `${name}-2`] : Object.fromEntries(keys.map((key) => [key, key])),
  )
}

/** What the collector leaves, in the format of its script. A failed attempt leaves no results. */
const collected = (planPod: PlanPod, { results, failure }: TaskScenario, fails: boolean): string => {
  const step = stepContainerNames(planPod).at(-1)!
  const lines = fails
    ? [`!failed ${step} ${failure.exitCode}`]
    : (planPod.results ?? []).map((result) => `${result.name} ${base64(results[result.name] ?? sampleResult(result))}`)
  return [...lines, '.'].join('\n')
}

/** What becomes of the pod of an attempt: chance picks how long it takes and whether it fails, by its last step. */
export const attemptFate = (pod: Pod, planPod: PlanPod, scenario: TaskScenario, random: Random): Fate => {
  const [start, length, luck] = [random.fraction(), random.fraction(), random.fraction()]
  const { duration, failure } = scenario
  const fails = luck < failure.rate
  const script: PodScript = {
    startAfter: Math.round(start * longestStart),
    runFor: duration === 'forever' ? forever : Math.round(duration.min + length * (duration.max - duration.min)),
    log: `log of ${pod.metadata.name}\n`,
  }
  const hasCollector = pod.spec.containers.some(({ name }) => name === helperNames.collector)
  const last = hasCollector ? helperNames.collector : stepContainerNames(planPod).at(-1)!
  const message = hasCollector ? collected(planPod, scenario, fails) : undefined
  // The collector fails the pod where a step has failed.
  const exitCode = fails ? (hasCollector ? 1 : failure.exitCode) : 0
  return { script: { ...script, containers: { [last]: { exitCode, message } } } }
}
