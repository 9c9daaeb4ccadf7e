import type { Event } from '../core/event.ts'
import type { IndexedPlan } from '../core/plan.ts'
import { hasEnded, type Run, type TaskPhase } from '../core/run.ts'
import { whyFailed, whyNotRun } from './why-not.ts'
import type { WitnessedEntry } from './witness.ts'

/** What became of one task of the plan in one run. Times in ms since the submission. */
export interface TaskRecord {
  name: string
  phase: TaskPhase
  /** Attempts of the task, or of each of its instances, that had a pod or could have had one. */
  attempts: number[]
  /** Some pod of it was seen. */
  ran: boolean
  /** Why it has had no pod; absent when it ran. */
  whyNot?: string
  /** Why it failed or ran out of time. */
  whyFailed?: string
  /** When it, or its first instance, might have its first pod. */
  began?: number
  ended?: number
}

/** By the state's task. */
interface Times {
  began: Map<number, number>
  ended: Map<number, number>
  ran: Set<number>
}

const noteEvent = ({ began, ended, ran }: Times, event: Event, at: number): void => {
  if (event.type === 'task.expanded') began.set(event.task, at)
  if (event.type === 'tasks.ready') for (const task of event.tasks) began.set(task, at)
  if (event.type === 'tasks.ended') for (const task of event.tasks) ended.set(task, at)
  if (event.type === 'attempt.running') ran.add(event.task)
  if (event.type === 'attempt.ended' && event.uid !== undefined) ran.add(event.task)
}

const timesOf = (entries: readonly WitnessedEntry[], since: number): Times => {
  const times: Times = { began: new Map(), ended: new Map(), ran: new Set() }
  for (const { at, entry } of entries) for (const event of entry.events) noteEvent(times, event, at - since)
  return times
}

/** The state's tasks that a task of the plan has pods as: itself, or its instances. */
const ownOf = ({ tasks }: Run, index: number): number[] => {
  const { instances } = tasks[index]!
  return instances ? Array.from({ length: instances.count }, (_, n) => instances.first + n) : [index]
}

/** In the order of the plan; none of a run that was never opened. */
export const taskRecords = (
  plan: IndexedPlan,
  state: Run,
  { entries, since }: { entries: readonly WitnessedEntry[]; since: number },
): TaskRecord[] => {
  if (state.tasks.length === 0) return []
  const { began, ended, ran } = timesOf(entries, since)
  return plan.tasks.map(({ name }, index) => {
    const { phase } = state.tasks[index]!
    const own = ownOf(state, index)
    const hasRun = own.some((task) => ran.has(task))
    return {
      name,
      phase,
      attempts: own.filter((task) => began.has(task)).map((task) => state.tasks[task]!.attempt + 1),
      ran: hasRun,
      ...(!hasRun && { whyNot: whyNotRun(plan, state, index) }),
      ...((phase === 'Failed' || phase === 'TimedOut') && { whyFailed: whyFailed(state, own, index) }),
      began: began.get(index),
      ...(hasEnded(phase) && { ended: ended.get(index) }),
    }
  })
}
