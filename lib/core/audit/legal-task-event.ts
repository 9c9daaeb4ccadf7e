import type { EventOf } from '../event.ts'
import type { IndexedPlan } from '../plan.ts'
import { room } from '../rule/window.ts'
import { hasEnded, type Run } from '../run.ts'
import { isFinal, planTask, taskName } from '../task.ts'

/** A log as far as it was followed. */
export interface Followed {
  plan: IndexedPlan
  state: Run
  /** Tasks of which the current attempt has ended, and nothing yet follows from that. */
  undecided: ReadonlySet<number>
}

/** What a task has to be like for an event; the first that does not hold is why the event is illegal. */
type Condition = readonly [holds: boolean, otherwise: string]

const first = (...conditions: Condition[]): string | undefined => conditions.find(([holds]) => !holds)?.[1]

/** Asks about a task by its name. Undefined: all is well. */
const ofTask = ({ plan, state }: Followed, index: number, why: () => string | undefined): string | undefined => {
  if (!state.tasks[index]) return `there is no task ${index}`
  const found = why()
  return found === undefined ? undefined : `task "${taskName(plan, state, index)}" ${found}`
}

const isInFlight = ({ state }: Followed, index: number): boolean => {
  const { phase, instances } = state.tasks[index]!
  return (phase === 'Ready' || phase === 'Running') && !instances
}

/** Why a task may not begin. A pod is created only for what has begun, so this is where dependencies are kept. */
const mayBegin = (followed: Followed, index: number): Condition[] => {
  const { plan, state } = followed
  const open = planTask(plan, state, index).needs.filter((need) => !hasEnded(state.tasks[need]!.phase))
  const names = open.map((need) => `"${taskName(plan, state, need)}"`).join(', ')
  return [
    [state.tasks[index]!.phase === 'Pending', `has begun already: it is ${state.tasks[index]!.phase}`],
    [state.phase === 'Running', `begins while the run is ${state.phase}`],
    [state.stopping?.scope !== 'run', 'begins after the run was stopped'],
    [open.length === 0, `begins before ${names} has ended`],
    [!isFinal(plan, state, index) || state.openTasks === 0, 'is final, and begins before the others have ended'],
  ]
}

export const illegalReady = (followed: Followed, { tasks }: EventOf<'tasks.ready'>): string | undefined => {
  const { plan, state } = followed
  if (new Set(tasks).size < tasks.length) return 'a task begins twice'
  if (tasks.length > room(state)) return `${tasks.length} tasks begin, and the window has room for ${room(state)}`
  for (const index of tasks) {
    const fansOut = (): boolean => state.tasks[index]!.of === undefined && plan.tasks[index]!.matrix !== undefined
    const why = ofTask(followed, index, () =>
      first(...mayBegin(followed, index), [!fansOut(), 'begins without having fanned out']),
    )
    if (why) return why
  }
  return undefined
}

export const illegalExpansion = (followed: Followed, event: EventOf<'task.expanded'>): string | undefined =>
  ofTask(followed, event.task, () => {
    const { plan, state } = followed
    const { maxMatrix } = state.settings
    const hasMatrix = state.tasks[event.task]!.of === undefined && plan.tasks[event.task]!.matrix !== undefined
    return first(
      ...mayBegin(followed, event.task),
      [hasMatrix, 'fans out, and has no matrix'],
      [event.combinations.length <= maxMatrix, `fans out into more than ${maxMatrix} instances`],
    )
  })

type AttemptEvent = EventOf<'attempt.running'> | EventOf<'attempt.stopping'> | EventOf<'attempt.ended'>

/** Of the current attempt, before its end; of its own pod once that is known. */
export const illegalAttempt = (followed: Followed, event: AttemptEvent): string | undefined =>
  ofTask(followed, event.task, () => {
    const { phase, attempt, uid, stopping } = followed.state.tasks[event.task]!
    const seen = event.type === 'attempt.stopping' ? undefined : event.uid
    const isStop = event.type === 'attempt.stopping'
    return first(
      [isInFlight(followed, event.task), `has no attempt under way: it is ${phase}`],
      [event.attempt === attempt, `is at attempt ${attempt}, not ${event.attempt}`],
      [!followed.undecided.has(event.task), `has ended its attempt ${attempt} already`],
      [seen === undefined || uid === undefined || seen === uid, `has pod ${uid} for attempt ${attempt}, not ${seen}`],
      [!isStop || phase === 'Running', 'is given up without a pod, and has not ended'],
      [!isStop || !stopping, 'is given up twice'],
    )
  })

export const illegalRetry = (followed: Followed, event: EventOf<'task.retried'>): string | undefined =>
  ofTask(followed, event.task, () => {
    const { attempt } = followed.state.tasks[event.task]!
    return first(
      [followed.undecided.has(event.task), `is tried again before attempt ${attempt} has ended`],
      [event.attempt === attempt + 1, `goes from attempt ${attempt} to ${event.attempt}`],
    )
  })

export const illegalEnds = (followed: Followed, { tasks, phase }: EventOf<'tasks.ended'>): string | undefined => {
  if (new Set(tasks).size < tasks.length) return 'a task ends twice'
  for (const index of tasks) {
    const why = ofTask(followed, index, () => {
      const task = followed.state.tasks[index]!
      const attemptIsOver = !isInFlight(followed, index) || followed.undecided.has(index)
      return first(
        [!hasEnded(task.phase), `has ended already: it is ${task.phase}`],
        [attemptIsOver, `ends before its attempt ${task.attempt}`],
        [!task.instances || task.remaining === 0, 'ends before its instances'],
        [task.phase !== 'Pending' || phase !== 'Succeeded', 'succeeds without having begun'],
      )
    })
    if (why) return why
  }
  return undefined
}
