import type { Plan } from '../core/plan.ts'

/** Milliseconds, both ends included. */
export interface Span {
  min: number
  max: number
}

/** What the pods of one task do, as far as nobody but their author could know. */
export interface TaskScenario {
  /** How long its containers run; `forever`: until they are told to go. */
  duration: Span | 'forever'
  /** How likely an attempt fails by itself, and with which exit code. */
  failure: { rate: number; exitCode: number }
  /** Texts of its results by name; those that are not here get a sample of their type. */
  results: Readonly<Record<string, string>>
}

/** What is assumed of a run that is simulated. */
export interface Scenario {
  /** By the plan's task. Instances of a task that fans out are all alike. */
  tasks: readonly TaskScenario[]
  /** Whether functions, queues, store, cluster and clocks go wrong, too. */
  faults: boolean
  /** Ms after the submission at which somebody cancels the run. */
  cancelAt?: number
}

const around = (ms: number): Span => ({ min: ms / 2, max: ms * 1.5 })

/** Ten seconds, half of that more or less, and no failure. */
export const usualTask: TaskScenario = { duration: around(10_000), failure: { rate: 0, exitCode: 1 }, results: {} }

const longestDuration = ({ tasks }: Scenario): number[] =>
  tasks.map(({ duration }) => (duration === 'forever' ? 0 : duration.max))

/** Some minutes, and the time that the tasks take one after the other: so long faults strike. */
export const faultyTime = (scenario: Scenario): number =>
  10 * 60_000 + longestDuration(scenario).reduce((sum, ms) => sum + ms, 0)

/** All waits of the engine that may come one after the other, with room to spare. */
const engineWaits = 25 * 60_000

/**
 * How long a run may stand still before it counts as one that cannot end: longer than anything that could still move it,
 * which is the end of a task, a timeout, or the engine itself.
 */
export const patience = (plan: Plan, scenario: Scenario): number => {
  const { run, tasks, finally: last } = plan.timeouts ?? {}
  const timeouts = [run, tasks, last, ...plan.tasks.map(({ timeout }) => timeout)].map((one) => one?.ms ?? 0)
  const deadlines = plan.pods.map(({ spec }) => Number(spec['activeDeadlineSeconds'] ?? 0) * 1_000)
  return engineWaits + Math.max(0, ...longestDuration(scenario), ...timeouts, ...deadlines)
}
