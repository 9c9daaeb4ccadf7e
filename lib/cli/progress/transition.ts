import type { Entry, Event, EventOf } from '../../core/event.ts'
import { evolve } from '../../core/evolve.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run, RunPhase, RunState, TaskPhase } from '../../core/run.ts'
import { planTask, taskName } from '../../core/task.ts'

/** One step of a run or of one of its tasks that people are told about. Times in epoch ms, durations in ms. */
export interface Transition {
  at: number
  subject: 'run' | 'task'
  name: string
  /** Absent for the run. */
  task?: number
  /** Usually the phase it is in now; `Waiting` and `Stopping` say more than the phase. */
  word: TaskPhase | RunPhase | 'Waiting' | 'Stopping'
  phase: TaskPhase | RunPhase
  /** From 1, of so many that the task may have; absent where the task may be tried only once. */
  attempt?: { number: number; of: number }
  duration?: number
  exitCode?: number
  reason?: string
  message?: string
  /** It will be tried again, so long after this. */
  retryIn?: number
}

/** Folds the entry into the state, in place, and answers what of it people are told. */
export const foldEntry = (plan: IndexedPlan, state: RunState, entry: Entry): Transition[] => {
  const transitions: Transition[] = []
  entry.events.forEach((event, index) => {
    const around = { before: entry.events[index - 1], after: entry.events[index + 1] }
    transitions.push(...transitionsOf({ plan, state, at: entry.at }, event, around))
    evolve(plan, state, event, entry.at)
  })
  state.seq = entry.seq
  return transitions
}

interface Context {
  plan: IndexedPlan
  /** Before the event. */
  state: Run
  at: number
}

interface Around {
  before?: Event
  after?: Event
}

const transitionsOf = (context: Context, event: Event, around: Around): Transition[] => {
  const { state, at } = context
  const run = { at, subject: 'run', name: state.name } as const
  switch (event.type) {
    case 'claims.made':
      return [{ ...run, word: 'Running', phase: 'Running' }]
    case 'attempt.running':
      return attemptRunning(context, event)
    case 'attempt.stopping':
      return [{ ...taskOf(context, event.task), word: 'Stopping', phase: 'Running', ...why(event) }]
    case 'attempt.ended':
      return [attemptEnded(context, event, around.after)]
    case 'tasks.ended':
      return tasksEnded(context, event, around.before)
    case 'run.stopping':
      return [{ ...run, word: 'Stopping', phase: state.phase, ...why(event) }]
    case 'run.ended':
      return [{ ...run, word: event.phase, phase: event.phase, duration: at - state.openedAt, ...why(event) }]
    case 'run.opened':
    case 'tasks.ready':
    case 'task.expanded':
    case 'task.retried':
    case 'pods.released':
    case 'run.notified':
    case 'run.closed':
      return []
  }
}

const why = ({ reason, message }: { reason: string; message?: string }) => ({ reason, message })

const taskOf = ({ plan, state, at }: Context, task: number) => {
  const { retry } = planTask(plan, state, task)
  const name = taskName(plan, state, task)
  const number = state.tasks[task]!.attempt + 1
  const of = Math.max(number, retry.limit + 1)
  return { at, subject: 'task', name, task, ...(of > 1 && { attempt: { number, of } }) } as const
}

/** Being seen is no news to people; starting is, and so is why it does not start. */
const attemptRunning = (context: Context, event: EventOf<'attempt.running'>): Transition[] => {
  const known = context.state.tasks[event.task]!
  const task = taskOf(context, event.task)
  if (event.startedAt !== undefined && known.startedAt === undefined)
    return [{ ...task, word: 'Running', phase: 'Running' }]
  if (event.waiting && event.waiting.reason !== known.reason)
    return [{ ...task, word: 'Waiting', phase: 'Pending', ...why(event.waiting) }]
  return []
}

const attemptEnded = (context: Context, event: EventOf<'attempt.ended'>, after: Event | undefined): Transition => {
  const { phase, exitCode, reason, message } = event
  const startedAt = event.startedAt ?? context.state.tasks[event.task]!.startedAt
  const duration = startedAt === undefined ? undefined : Math.max(0, (event.finishedAt ?? context.at) - startedAt)
  const retryIn =
    after?.type === 'task.retried' && after.task === event.task ? Math.max(0, after.notBefore - context.at) : undefined
  return { ...taskOf(context, event.task), word: phase, phase, duration, exitCode, reason, message, retryIn }
}

/** What an attempt of the same entry has told already is left out. */
const tasksEnded = (context: Context, event: EventOf<'tasks.ended'>, before: Event | undefined): Transition[] => {
  const { phase, tasks } = event
  const told = before?.type === 'attempt.ended' ? before.task : undefined
  return tasks
    .filter((task) => task !== told)
    .map((task) => ({
      at: context.at,
      subject: 'task',
      name: taskName(context.plan, context.state, task),
      task,
      word: phase,
      phase,
      ...why(event),
    }))
}
