import type { Entry, Event } from '../event.ts'
import { evolve } from '../evolve.ts'
import type { IndexedPlan } from '../plan.ts'
import { type RunState, unopened } from '../run.ts'
import { RunSettings } from '../settings.ts'
import { taskName } from '../task.ts'
import { illegal } from './legal-event.ts'

/** A fold that looks at what it folds. */
export interface LogFollower {
  /** As far as the log could be followed. */
  readonly state: RunState
  /** Folds the entry, or answers why it cannot follow; then nothing more is to be folded. */
  fold(entry: Entry): string | undefined
}

/** Follows a log from its beginning, event by event, as long as each is one that could have been decided. */
export const followLog = (plan: IndexedPlan): LogFollower => {
  const state = unopened(RunSettings.parse({}))
  const undecided = new Set<number>()

  const note = (event: Event): void => {
    if (event.type === 'attempt.ended') undecided.add(event.task)
    if (event.type === 'task.retried') undecided.delete(event.task)
    if (event.type === 'tasks.ended') for (const index of event.tasks) undecided.delete(index)
  }

  return {
    state,
    fold: ({ seq, at, events }) => {
      for (const event of events) {
        const why = illegal({ plan, state, undecided }, event)
        if (why) return `${event.type}: ${why}`
        evolve(plan, state, event, at)
        note(event)
      }
      state.seq = seq
      const [open] = undecided
      return open === undefined
        ? undefined
        : `attempt.ended: nothing follows for task "${taskName(plan, state, open)}" from the end of its attempt`
    },
  }
}
