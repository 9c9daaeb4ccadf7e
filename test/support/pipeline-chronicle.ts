import type { Event, EventOf } from '../../lib/core/event.ts'
import type { PipelineCase } from './arbitrary-pipeline.ts'
import type { PipelineRun } from './drive-pipeline.ts'
import type { Outcome } from './pipeline-oracle.ts'

/** How the tasks of a run have ended, as others see it. */
export const outcomesOf = ({ plan }: PipelineCase, { state }: PipelineRun): Outcome[] => {
  const outcome = (index: number): Outcome => {
    const { phase, reason = '', results = {}, instances } = state.tasks[index]!
    const own = { phase, reason, results }
    if (!instances) return own
    return { ...own, instances: Array.from({ length: instances.count }, (_, n) => outcome(instances.first + n)) }
  }
  return plan.tasks.map((_, index) => outcome(index))
}

/** When, by the number of the event, things happened to each task of the state. */
export interface Chronicle {
  /** Became ready for the first time, or fanned out. */
  begun: Map<number, number>
  ended: Map<number, number>
  retried: { task: number; at: number; next: number }[]
  givenUp: Set<number>
  stops: { at: number; event: EventOf<'run.stopping'> }[]
  /** The first failure that stops the tasks that have not begun. */
  failure: number
  isDecidedBeforeFailure: (task: number, instance?: number) => boolean
}

/** What happened in a run. Throws when something that happens once happens twice. */
export const chronicleOf = ({ plan }: PipelineCase, { log, state }: PipelineRun): Chronicle => {
  const begun = new Map<number, number>()
  const ended = new Map<number, number>()
  const retried: Chronicle['retried'] = []
  const givenUp = new Set<number>()
  const stops: Chronicle['stops'] = []
  let failure = Infinity
  const once = (map: Map<number, number>, task: number, at: number): void => {
    if (map.has(task)) throw new Error(`task ${task} has begun or ended twice`)
    map.set(task, at)
  }
  const stopsOthers = (task: number): boolean => {
    const own = plan.tasks[task]
    return plan.failurePolicy === 'stop' && !!own && !own.finally && own.onError !== 'continue'
  }
  const record = (event: Event, at: number): void => {
    if (event.type === 'tasks.ready') for (const task of event.tasks) once(begun, task, at)
    if (event.type === 'task.expanded') once(begun, event.task, at)
    if (event.type === 'task.retried') retried.push({ task: event.task, at, next: event.attempt })
    if (event.type === 'attempt.stopping') givenUp.add(event.task)
    if (event.type === 'attempt.ended' && event.uid === undefined && event.phase !== 'Failed') givenUp.add(event.task)
    if (event.type === 'run.stopping') stops.push({ at, event })
    if (event.type !== 'tasks.ended') return
    for (const task of event.tasks) once(ended, task, at)
    const isFailure = event.phase === 'Failed' || event.phase === 'TimedOut'
    if (isFailure && event.tasks.some(stopsOthers)) failure = Math.min(failure, at)
  }
  log.flatMap(({ events }) => events).forEach(record)
  const isDecidedBeforeFailure = (task: number, instance?: number): boolean => {
    const index = instance === undefined ? task : state.tasks[task]!.instances!.first + instance
    return Math.min(begun.get(index) ?? Infinity, ended.get(index) ?? Infinity) <= failure
  }
  return { begun, ended, retried, givenUp, stops, failure, isDecidedBeforeFailure }
}
