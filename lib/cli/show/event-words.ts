import type { Event } from '../../core/event.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run } from '../../core/run.ts'
import { taskName } from '../../core/task.ts'

/** Tasks that are named; of more, their number. */
const most = 5

/** An event of a run's log for people. `state` is what the log gives up to it, or further on. */
export const eventWords = (plan: IndexedPlan, state: Run, event: Event): string => {
  const name = (task: number): string => taskName(plan, state, task)
  const list = (tasks: readonly number[]): string => {
    const rest = tasks.length - most
    return `${tasks.slice(0, most).map(name).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  }
  switch (event.type) {
    case 'run.opened':
      return `run ${event.name} opened`
    case 'claims.made':
      return 'claims made'
    case 'tasks.ready':
      return `${list(event.tasks)} ready`
    case 'task.expanded':
      return `${name(event.task)} fans out into ${event.combinations.length}`
    case 'attempt.running':
      return `${attempt(name(event.task), event)} ${seen(event)}`
    case 'attempt.stopping':
      return `${attempt(name(event.task), event)} given up${why(event)}`
    case 'attempt.ended':
      return `${attempt(name(event.task), event)} ${event.phase}${why(event)}${event.exitCode ? `, exit ${event.exitCode}` : ''}`
    case 'task.retried':
      return `${attempt(name(event.task), event)} to come`
    case 'tasks.ended':
      return `${list(event.tasks)} ${event.phase}${why(event)}`
    case 'run.stopping':
      return `run stopping${why(event)}`
    case 'run.ended':
      return `run ${event.phase}${why(event)}`
    case 'pods.released':
      return `${event.attempts.length} ${event.attempts.length === 1 ? 'pod' : 'pods'} released`
    case 'run.notified':
      return `told that it ${event.milestone}`
    case 'run.closed':
      return 'run closed'
  }
}

/** Counted from 1, as everywhere that people read. */
const attempt = (name: string, { attempt: n }: { attempt: number }): string => `${name} attempt ${n + 1}`

const seen = ({ startedAt, waiting }: Extract<Event, { type: 'attempt.running' }>): string => {
  if (startedAt !== undefined) return 'running'
  return waiting ? `waiting (${waiting.reason})` : 'seen'
}

/** Nothing where the reason is no more than the phase. */
const why = ({ reason, ...event }: { reason: string; phase?: string }): string =>
  reason === event.phase ? '' : ` (${reason})`
