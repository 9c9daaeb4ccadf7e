import type { Event, EventOf } from '../event.ts'
import type { Observation } from '../observation.ts'
import type { IndexedPlan } from '../plan.ts'
import { counts } from '../rule/absorb.ts'
import type { Stop } from '../rule/cancel.ts'
import { isDisruption, isOrphaned } from '../rule/disruption.ts'
import { afterFailure, failureIgnored } from '../rule/failure-policy.ts'
import { readResults } from '../rule/result.ts'
import { retried } from '../rule/retry.ts'
import type { Run } from '../run.ts'
import { isIgnored, planTask } from '../task.ts'

/** A pod that was seen, starting or started. No event when that is known already. */
const alive = (state: Run, seen: Observation): Event[] => {
  const task = state.tasks[seen.task]!
  if (seen.uid === undefined) return []
  const startedAt = seen.phase === 'running' ? seen.startedAt : undefined
  const waiting = seen.phase === 'pending' && seen.reason ? { reason: seen.reason, message: seen.message } : undefined
  const leaving = seen.deleting === true
  const known =
    task.uid === seen.uid &&
    (!leaving || task.leavingAt !== undefined) &&
    (startedAt === undefined || task.startedAt !== undefined) &&
    task.reason === waiting?.reason &&
    task.message === waiting?.message
  if (known) return []
  const { task: index, attempt, uid, node } = seen
  return [{ type: 'attempt.running', task: index, attempt, uid, node, startedAt, waiting, ...(leaving && { leaving }) }]
}

type Results = EventOf<'attempt.ended'>['results']
type End = Stop | { phase: 'Succeeded'; reason: string }

const ended = (state: Run, seen: Observation, stop: End, results: Results): Event => ({
  type: 'attempt.ended',
  task: seen.task,
  attempt: seen.attempt,
  ...stop,
  uid: seen.uid ?? state.tasks[seen.task]!.uid,
  exitCode: seen.exitCode,
  node: seen.node,
  startedAt: seen.startedAt,
  finishedAt: seen.finishedAt,
  results,
  ...(seen.phase === 'gone' && { lost: true }),
})

const handedOut = (plan: IndexedPlan, state: Run, seen: Observation) =>
  readResults(plan.pods[planTask(plan, state, seen.task).pod]!.results ?? [], seen.results ?? {})

const succeeded = (plan: IndexedPlan, state: Run, input: { seen: Observation; now: number }): Event[] => {
  const { seen } = input
  const { results, wrong } = handedOut(plan, state, seen)
  if (wrong !== undefined) {
    const message = `result "${wrong}" is not of the type that the task declares`
    // Its own failure, even if somebody has deleted the pod since.
    const own = { ...seen, phase: 'failed', disrupted: false, deleting: false } as const
    return failed(plan, state, { ...input, seen: { ...own, reason: 'InvalidResult', message } })
  }
  const end = { phase: 'Succeeded', reason: 'Succeeded' } as const
  return [ended(state, seen, end, orNone(results)), { type: 'tasks.ended', tasks: [seen.task], ...end }]
}

const orNone = <T extends object>(record: T): T | undefined => (Object.keys(record).length > 0 ? record : undefined)

const lost = (seen: Observation): Stop => ({
  phase: 'Failed',
  reason: seen.phase === 'failed' ? (seen.reason ?? 'PodLost') : 'PodLost',
  message: seen.message ?? 'the pod was taken away before it had ended',
})

const failed = (plan: IndexedPlan, state: Run, { seen, now }: { seen: Observation; now: number }): Event[] => {
  const task = state.tasks[seen.task]!
  const earlier = failedFirst(task, seen)
  const stopping = earlier ? undefined : task.stopping
  // Of what had failed before we stopped it, the deletion is our own.
  const disrupted = earlier ? seen.disrupted === true : isDisruption(seen)
  const own: Stop = { phase: 'Failed', reason: seen.reason ?? 'Error', message: seen.message }
  const stop: Stop = stopping
    ? { phase: stopping.phase, reason: stopping.reason, message: stopping.message }
    : disrupted
      ? lost(seen)
      : own
  const failure = {
    exitCode: seen.exitCode,
    disrupted: disrupted && !stopping,
    final: seen.phase === 'refused',
    earlier,
  }
  const retry = retried(plan, state, { index: seen.task, failure, now })
  const end = ended(state, seen, stop, orNone(handedOut(plan, state, seen).results))
  if (retry) return [end, retry]
  const told = stop.phase === 'Failed' && isIgnored(plan, state, seen.task) ? { ...stop, reason: failureIgnored } : stop
  return [end, { type: 'tasks.ended', tasks: [seen.task], ...told }, ...afterFailure(plan, state, seen.task)]
}

/** An attempt that was given up keeps its success only if that came before. */
const wasFirst = ({ stopping }: Run['tasks'][number], { finishedAt }: Observation): boolean =>
  stopping === undefined || (finishedAt !== undefined && finishedAt <= stopping.at)

/** The cluster tells times in whole seconds, by a clock that may be 20 s off: what failed within it may have been stopped. */
const doubt = 21_000

/** One that was given up keeps its own failure, too, where it is plain that the stop did not cause it. */
const failedFirst = ({ stopping }: Run['tasks'][number], { finishedAt, reason }: Observation): boolean =>
  stopping !== undefined &&
  finishedAt !== undefined &&
  finishedAt + doubt <= stopping.at &&
  reason !== 'DeadlineExceeded'

/** One observation of one pod. */
export const observe = (plan: IndexedPlan, state: Run, input: { seen: Observation; now: number }): Event[] => {
  const { seen } = input
  if (!counts(state, seen)) return []
  if (isOrphaned(seen)) return failed(plan, state, input)
  switch (seen.phase) {
    case 'pending':
    case 'running':
      return alive(state, seen)
    case 'succeeded':
      return wasFirst(state.tasks[seen.task]!, seen) ? succeeded(plan, state, input) : failed(plan, state, input)
    case 'failed':
    case 'gone':
    case 'refused':
      return failed(plan, state, input)
  }
}
