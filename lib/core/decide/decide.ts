import type { Event } from '../event.ts'
import type { WorkMessage } from '../message.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { claimsMade, podsReleased, runNotified } from './answer.ts'
import { cancel } from './cancel.ts'
import { check } from './check.ts'
import { observe } from './observe.ts'

/**
 * The facts that a message adds to a run: what was seen, asked or found overdue. Pure; none when it changes nothing.
 * An observation is decided on by itself: `pods.observed` must carry one (see `atoms`).
 */
export const decide = (
  plan: IndexedPlan,
  state: Run,
  { message, now }: { message: WorkMessage; now: number },
): Event[] => {
  switch (message.type) {
    case 'pods.observed':
      return message.observations.flatMap((seen) => observe(plan, state, { seen, now }))
    case 'run.cancel':
      return cancel(plan, state, message)
    case 'run.check':
      return check(plan, state, { message, now })
    case 'claims.made':
      return claimsMade(plan, state, message)
    case 'pods.released':
      return podsReleased(state, message, now)
    case 'run.notified':
      return runNotified(state, message)
  }
}

/** The parts of a message that are decided on one after the other, each on the state that the one before left. */
export const atoms = (message: WorkMessage): WorkMessage[] =>
  message.type === 'pods.observed'
    ? message.observations.map((seen) => ({ ...message, observations: [seen] }))
    : [message]
