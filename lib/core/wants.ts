import type * as z from 'zod'
import type { AttemptsStop } from './message.ts'
import type { Observation } from './observation.ts'
import { isSilent, page, pageSize } from './rule/check.ts'
import { isSettled, releasable } from './rule/release.ts'
import { hasEnded, type Run } from './run.ts'
import type { Scope } from './scope.ts'

export type AttemptRef = [task: number, attempt: number]
export type UnwantedPod = z.infer<typeof AttemptsStop>['pods'][number]

/** Something that the state asks of the world. Idempotent; it ends only by an event in the log. */
export type Want =
  | { type: 'prepare' }
  /** Create the attempts' pods, not before the given time. */
  | { type: 'dispatch'; attempts: AttemptRef[]; notBefore: number }
  | { type: 'probe'; attempts: AttemptRef[] }
  | { type: 'archive'; attempts: AttemptRef[] }
  | { type: 'stop'; pods: UnwantedPod[] }
  /** `last`: the run has ended a horizon ago, so its list of pods and its claims are to be looked at too. */
  | { type: 'release'; attempts: AttemptRef[]; last: boolean }
  /** The check goes on from there. */
  | { type: 'check'; from: number }

const dispatches = (state: Run, tasks: Iterable<number>): Want[] => {
  const byTime = new Map<number, AttemptRef[]>()
  for (const index of tasks) {
    const task = state.tasks[index]
    if (task?.phase !== 'Ready') continue
    const time = task.notBefore ?? 0
    const attempts = byTime.get(time) ?? []
    attempts.push([index, task.attempt])
    byTime.set(time, attempts)
  }
  return [...byTime].map(([notBefore, attempts]) => ({ type: 'dispatch', attempts, notBefore }))
}

/** Attempts that were given up while their pod lives. */
const stopping = (state: Run, tasks: Iterable<number>): UnwantedPod[] =>
  [...tasks].flatMap((index): UnwantedPod[] => {
    const task = state.tasks[index]
    if (!task || task.phase !== 'Running' || !task.stopping || !task.uid) return []
    const how = task.startedAt === undefined ? 'delete' : 'stop'
    return [{ task: index, attempt: task.attempt, uid: task.uid, how }]
  })

const recordOf = (state: Run, seen: Observation) =>
  state.unreleased.findLast(({ task, attempt }) => task === seen.task && attempt === seen.attempt)

/** A live pod of this run that no attempt wants: its attempt has ended without it, or has another pod. */
const isUnwanted = (state: Run, seen: Observation): boolean => {
  const task = state.tasks[seen.task]
  if (!task || seen.uid === undefined || seen.nonce !== state.nonce) return false
  if (seen.phase !== 'pending' && seen.phase !== 'running') return false
  const current = seen.attempt === task.attempt && !hasEnded(task.phase)
  if (current) return task.uid !== undefined && task.uid !== seen.uid
  if (seen.attempt > task.attempt || task.phase === 'Pending') return false
  return recordOf(state, seen)?.uid !== seen.uid
}

const unwanted = (state: Run, saw: readonly Observation[]): UnwantedPod[] =>
  saw
    .filter((seen) => isUnwanted(state, seen))
    .map(({ task, attempt, uid }) => ({ task, attempt, uid: uid!, how: 'delete' }))

/** Attempts that a pod of theirs, seen just now, has ended. */
const archivable = (state: Run, saw: readonly Observation[]): AttemptRef[] =>
  saw
    .filter(({ phase, uid }) => uid !== undefined && (phase === 'succeeded' || phase === 'failed'))
    .filter((seen) => recordOf(state, seen)?.uid === seen.uid)
    .map(({ task, attempt }): AttemptRef => [task, attempt])

/** A page of the check: the attempts in flight, then those that may be released. */
const checked = (state: Run, from: number, now: number): Want[] => {
  const flying = page(state.inFlight, from)
  const ended = releasable(state, now)
  const start = Math.max(0, from - state.inFlight.length)
  const leaving = ended.slice(start, start + pageSize - flying.length)
  const more = from + pageSize < state.inFlight.length + ended.length
  const last = isSettled(state, now) && !more && !state.closed
  const silent = flying.filter((index) => isSilent(state, index, now))
  return [
    ...dispatches(state, flying),
    ...(silent.length > 0
      ? [{ type: 'probe' as const, attempts: silent.map((index): AttemptRef => [index, state.tasks[index]!.attempt]) }]
      : []),
    ...(leaving.length > 0 || last
      ? [{ type: 'release' as const, attempts: leaving.map((l): AttemptRef => [l.task, l.attempt]), last }]
      : []),
    ...(more ? [{ type: 'check' as const, from: from + pageSize }] : []),
  ]
}

/**
 * What the world should be asked for, given the state, looked at through `scope`. Level-triggered: it never looks at
 * what just happened, so a first delivery, a duplicate, a redelivery after a crash and the check heal the same things.
 */
export const wants = (state: Run, scope: Scope, now: number): Want[] => {
  if (state.phase === 'Pending' && !state.claimsMade && !state.stopping) return [{ type: 'prepare' }]
  const onPage = scope.from === undefined ? [] : page(state.inFlight, scope.from)
  const pods = [...stopping(state, new Set([...scope.tasks, ...onPage])), ...unwanted(state, scope.saw)]
  const ended = archivable(state, scope.saw)
  return [
    ...dispatches(state, scope.tasks),
    ...(pods.length > 0 ? [{ type: 'stop' as const, pods }] : []),
    ...(ended.length > 0 ? [{ type: 'archive' as const, attempts: ended }] : []),
    ...(scope.from === undefined ? [] : checked(state, scope.from, now)),
  ]
}
