import type { IndexedPlan } from '../core/plan.ts'
import { skipReason } from '../core/rule/skip.ts'
import { hasEnded, type Run } from '../core/run.ts'
import { isFinal, isIgnored, planTask, taskName } from '../core/task.ts'

const shown = 3

const list = (names: readonly string[]): string => {
  const first = names.slice(0, shown).map((name) => `"${name}"`)
  return names.length > shown ? `${first.join(', ')} and ${names.length - shown} more` : first.join(', ')
}

const namesOf = (plan: IndexedPlan, state: Run, tasks: readonly number[]): string =>
  list(tasks.map((task) => taskName(plan, state, task)))

/** What a task that has not begun waits for. */
const awaited = (plan: IndexedPlan, state: Run, index: number): number[] => {
  const isOpen = (task: number): boolean => !hasEnded(state.tasks[task]!.phase)
  if (!isFinal(plan, state, index)) return planTask(plan, state, index).needs.filter(isOpen)
  return plan.tasks.flatMap((task, other) => (!task.finally && isOpen(other) ? [other] : []))
}

const failedTasks = (plan: IndexedPlan, state: Run): number[] =>
  plan.tasks.flatMap((_, index) => {
    const { phase } = state.tasks[index]!
    return (phase === 'Failed' || phase === 'TimedOut') && !isIgnored(plan, state, index) ? [index] : []
  })

const whySkipped = (plan: IndexedPlan, state: Run, index: number): string => {
  const { reason = 'skipped', message } = state.tasks[index]!
  const skipped = planTask(plan, state, index).needs.filter((need) => state.tasks[need]!.phase === 'Skipped')
  switch (reason) {
    case skipReason.guard:
      return 'its when is false'
    case skipReason.parents:
      return `what it needs was skipped: ${namesOf(plan, state, skipped)}`
    case skipReason.stopping:
      return `the run was stopping, because ${namesOf(plan, state, failedTasks(plan, state))} had failed`
    case skipReason.missingResults:
      return 'results that it needs were missing'
    case skipReason.emptyMatrix:
      return 'its matrix has an empty list'
    default:
      return message ?? reason
  }
}

const inWords = ({ phase, reason, message }: Run['tasks'][number]): string =>
  [reason, message].filter((text) => text !== undefined && text !== phase).join(': ') || phase

/** Why a task has had no pod, in words that are the same in every run in which the same happens. */
export const whyNotRun = (plan: IndexedPlan, state: Run, index: number): string => {
  const { phase } = state.tasks[index]!
  if (phase === 'Skipped') return whySkipped(plan, state, index)
  if (phase === 'Pending') return `it waits for ${namesOf(plan, state, awaited(plan, state, index)) || 'room'}`
  if (!hasEnded(phase)) return 'it is ready, and gets no pod'
  return inWords(state.tasks[index]!)
}

/** Why a task has failed, in the engine's own words; for one that has fanned out, that of its first instance that has. */
export const whyFailed = (state: Run, own: readonly number[], index: number): string => {
  const failed = own.find((task) => state.tasks[task]!.phase === state.tasks[index]!.phase) ?? index
  return inWords(state.tasks[failed]!)
}

const hasTimeout = (plan: IndexedPlan, state: Run, index: number): boolean => {
  const { timeout, pod } = planTask(plan, state, index)
  const ofRun = isFinal(plan, state, index) ? plan.timeouts?.finally : plan.timeouts?.tasks
  const deadline = plan.pods[pod]!.spec['activeDeadlineSeconds']
  return [timeout, ofRun, plan.timeouts?.run, deadline].some((limit) => limit !== undefined)
}

const whyInFlight = (plan: IndexedPlan, state: Run, index: number): string => {
  const { phase, stopping } = state.tasks[index]!
  const name = `task "${taskName(plan, state, index)}"`
  if (phase === 'Ready') return `${name} is ready, and gets no pod`
  if (stopping) return `${name} was told to stop, and does not end`
  return `${name} does not end${hasTimeout(plan, state, index) ? '' : ', and has no timeout'}`
}

/** Why a run that stands still has not ended: its tasks that are under way, then those that wait. */
export const whyNotEnded = (plan: IndexedPlan, state: Run): string => {
  if (state.tasks.length === 0) return 'it was never opened'
  if (hasEnded(state.phase)) return 'it has ended, and its pods are not released'
  if (state.phase === 'Pending') return 'its claims are not made'
  const flying = state.inFlight.map((index) => whyInFlight(plan, state, index))
  const waiting = state.tasks.flatMap(({ phase }, index) => {
    if (phase !== 'Pending') return []
    return [
      `"${taskName(plan, state, index)}" waits for ${namesOf(plan, state, awaited(plan, state, index)) || 'room'}`,
    ]
  })
  const more = waiting.length - shown
  return [...flying, ...waiting.slice(0, shown), ...(more > 0 ? [`and ${more} more wait`] : [])].join('; ')
}
