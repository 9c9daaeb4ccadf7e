import { atoms, decide } from './decide/decide.ts'
import type { Event } from './event.ts'
import { evolve } from './evolve.ts'
import type { WorkMessage } from './message.ts'
import { outcome } from './outcome.ts'
import type { IndexedPlan } from './plan.ts'
import { joinInstances } from './rule/join.ts'
import { becomeReady } from './rule/readiness.ts'
import type { Run, RunState } from './run.ts'

/** What follows from the state by itself, whatever led to it: instances join, tasks become ready, the run ends. */
const follow = (plan: IndexedPlan, state: Run): Event[] => {
  for (const rule of [joinInstances, becomeReady, outcome]) {
    const events = rule(plan, state)
    if (events.length > 0) return events
  }
  return []
}

/**
 * Decides on messages and folds what is decided into `state`, in place: first the facts of each, then what follows.
 * Answers the events in groups; a group must be stored whole, and a state at the end of any group is one from which a
 * redelivery of the messages decides the rest.
 */
export const step = (
  plan: IndexedPlan,
  state: RunState,
  { messages, now }: { messages: readonly WorkMessage[]; now: number },
): Event[][] => {
  const groups: Event[][] = []
  const fold = (events: Event[]): boolean => {
    for (const event of events) evolve(plan, state, event, now)
    if (events.length > 0) groups.push(events)
    return events.length > 0
  }
  for (const message of messages.flatMap(atoms)) {
    // A check looks again until nothing is overdue; what else a message says is said once.
    while (fold(decide(plan, state, { message, now })) && message.type === 'run.check');
  }
  while (fold(follow(plan, state)));
  return groups
}
