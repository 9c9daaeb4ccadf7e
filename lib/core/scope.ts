import type { Event } from './event.ts'
import type { CheckPage, WorkMessage } from './message.ts'
import type { Observation } from './observation.ts'
import type { Run } from './run.ts'

/** What a handler looks at when it asks what the state wants. */
export interface Scope {
  /** Tasks that the messages name, those that they touch, and those that the decision made ready. */
  tasks: ReadonlySet<number>
  /** The pods that the messages saw. */
  saw: readonly Observation[]
  /** The page of a check. */
  page?: CheckPage
  /** Pods were released, or somebody was told: perhaps the last thing to be done. */
  released: boolean
  /** Claims were made: perhaps too late. */
  claimed: boolean
  /** The run may have reached something that others want to be told of. */
  milestones: boolean
}

const touched = (event: Event): readonly number[] => {
  switch (event.type) {
    case 'tasks.ready':
      return event.tasks
    case 'attempt.stopping':
    case 'attempt.ended':
    case 'task.retried':
      return [event.task]
    default:
      return []
  }
}

/**
 * The scope of messages that led to `events`. A message that was received before asks for the whole window: what its
 * first delivery made ready may never have been dispatched (model-checked: without it a wake-up is lost).
 */
export const scopeOf = (
  state: Run,
  {
    messages,
    events,
    redelivered,
  }: { messages: readonly WorkMessage[]; events: readonly Event[]; redelivered: boolean },
): Scope => {
  const saw = messages.flatMap((message) => (message.type === 'pods.observed' ? message.observations : []))
  const check = messages.find((message) => message.type === 'run.check')
  const tasks = new Set([
    ...saw.map(({ task }) => task),
    ...events.flatMap(touched),
    ...(redelivered ? state.inFlight : []),
  ])
  const released = messages.some(
    (message) => message.type === 'run.notified' || (message.type === 'pods.released' && message.attempts.length > 0),
  )
  const claimed = messages.some((message) => message.type === 'claims.made')
  const isMilestone = ({ type }: Event): boolean => type === 'claims.made' || type === 'run.ended'
  const milestones = redelivered || events.some(isMilestone) || (check !== undefined && check.page === undefined)
  return {
    tasks,
    saw,
    released,
    claimed,
    milestones,
    ...(check && { page: check.page ?? { of: 'inFlight', from: 0 } }),
  }
}
