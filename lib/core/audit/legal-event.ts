import type { Event, EventOf } from '../event.ts'
import { hasReached } from '../rule/notify.ts'
import { partition } from '../rule/release.ts'
import { hasEnded, type Run } from '../run.ts'
import {
  type Followed,
  illegalAttempt,
  illegalEnds,
  illegalExpansion,
  illegalReady,
  illegalRetry,
} from './legal-task-event.ts'

/** The state knows its tasks from its opening on; a plan has at least one. */
const isOpened = ({ tasks }: Run): boolean => tasks.length > 0

const illegalClose = ({ phase, unreleased }: Run): string | undefined => {
  if (!hasEnded(phase)) return 'the run is closed before it has ended'
  return unreleased.length > 0 ? `the run is closed with ${unreleased.length} pods not released` : undefined
}

const illegalRelease = ({ unreleased }: Run, attempts: readonly (readonly [number, number])[]): string | undefined => {
  const missing = attempts.length - partition(unreleased, attempts).found.length
  return missing > 0 ? `${missing} pods are released that are of no attempt that has ended` : undefined
}

const illegalNotice = (state: Run, { milestone }: EventOf<'run.notified'>): string | undefined => {
  if (state.notified.includes(milestone)) return `that it ${milestone} is told twice`
  return hasReached(state, milestone) ? undefined : `that it ${milestone} is told before it has`
}

const hasNotEnded = ({ phase }: Run, what: string): string | undefined =>
  hasEnded(phase) ? `the run ${what} after it has ended` : undefined

/** Why an event cannot follow; undefined when it can. What is legal the fold can always carry out. */
export const illegal = (followed: Followed, event: Event): string | undefined => {
  const { state } = followed
  if (isOpened(state) === (event.type === 'run.opened'))
    return isOpened(state) ? 'the run is opened twice' : 'the log does not begin with the opening of the run'
  if (state.closed) return 'something happens after the run was closed'
  switch (event.type) {
    case 'run.opened':
      return undefined
    case 'claims.made':
      return state.claimsMade ? 'the claims are made twice' : hasNotEnded(state, 'gets its claims')
    case 'tasks.ready':
      return illegalReady(followed, event)
    case 'task.expanded':
      return illegalExpansion(followed, event)
    case 'attempt.running':
    case 'attempt.stopping':
    case 'attempt.ended':
      return illegalAttempt(followed, event)
    case 'task.retried':
      return illegalRetry(followed, event)
    case 'tasks.ended':
      return illegalEnds(followed, event)
    case 'run.stopping':
      return hasNotEnded(state, 'is stopped')
    case 'run.ended':
      return state.open > 0 ? `the run ends before ${state.open} of its tasks` : hasNotEnded(state, 'ends')
    case 'pods.released':
      return illegalRelease(state, event.attempts)
    case 'run.notified':
      return illegalNotice(state, event)
    case 'run.closed':
      return illegalClose(state)
  }
}
