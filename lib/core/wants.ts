import type * as z from 'zod'
import type { Milestone } from './event.ts'
import type { AttemptsStop, CheckPage } from './message.ts'
import type { Observation } from './observation.ts'
import { isSilent, page, pageSize } from './rule/check.ts'
import { untold } from './rule/notify.ts'
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
  /** Tell whoever wants to know. */
  | { type: 'notify'; milestones: Milestone[] }
  /** The check goes on from there. */
  | { type: 'check'; page: CheckPage }

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

const ref = ({ task, attempt }: { task: number; attempt: number }): AttemptRef => [task, attempt]

/** A page of the check over the attempts in flight. The page after the last is the first of those that have ended. */
const checkedInFlight = (state: Run, from: number, now: number): Want[] => {
  const flying = page(state.inFlight, from)
  const silent = flying.filter((index) => isSilent(state, index, now))
  const attempts = silent.map((index) => ref({ task: index, attempt: state.tasks[index]!.attempt }))
  const isLast = from + pageSize >= state.inFlight.length
  return [
    ...dispatches(state, flying),
    ...(attempts.length > 0 ? [{ type: 'probe' as const, attempts }] : []),
    ...(isLast
      ? checkedEnded(state, 0, now)
      : [{ type: 'check' as const, page: { of: 'inFlight' as const, from: from + pageSize } }]),
  ]
}

/** A page of the check over those that have ended, known by their ordinals: others are released meanwhile. */
const checkedEnded = (state: Run, from: number, now: number): Want[] => {
  const all = releasable(state, now).filter(({ ordinal }) => ordinal >= from)
  const leaving = all.slice(0, pageSize)
  const next = all[pageSize]
  const last = isSettled(state, now) && !state.closed && leaving.length === state.unreleased.length
  return [
    ...(leaving.length > 0 || last ? [{ type: 'release' as const, attempts: leaving.map(ref), last }] : []),
    ...(next ? [{ type: 'check' as const, page: { of: 'ended' as const, from: next.ordinal } }] : []),
  ]
}

const checked = (state: Run, { of, from }: CheckPage, now: number): Want[] =>
  of === 'inFlight' ? checkedInFlight(state, from, now) : checkedEnded(state, from, now)

/** The last pods were released: the run may be closed. */
const closing = (state: Run, now: number): Want[] =>
  isSettled(state, now) && !state.closed && state.unreleased.length === 0
    ? [{ type: 'release', attempts: [], last: true }]
    : []

/** Claims that were made for a run that is closed: a create stalled, and nobody else will let go of them. */
const lateClaims = (state: Run): Want[] => (state.closed ? [{ type: 'release', attempts: [], last: true }] : [])

const notices = (state: Run): Want[] => {
  const milestones = untold(state)
  return milestones.length > 0 ? [{ type: 'notify', milestones }] : []
}

/**
 * What the world should be asked for, given the state, looked at through `scope`. Level-triggered: it never looks at
 * what just happened, so a first delivery, a duplicate, a redelivery after a crash and the check heal the same things.
 */
export const wants = (state: Run, scope: Scope, now: number): Want[] => {
  if (state.phase === 'Pending' && !state.claimsMade && state.stopping?.scope !== 'run') return [{ type: 'prepare' }]
  const onPage = scope.page?.of === 'inFlight' ? page(state.inFlight, scope.page.from) : []
  const pods = [...stopping(state, new Set([...scope.tasks, ...onPage])), ...unwanted(state, scope.saw)]
  const ended = archivable(state, scope.saw)
  return [
    ...dispatches(state, scope.tasks),
    ...(pods.length > 0 ? [{ type: 'stop' as const, pods }] : []),
    ...(ended.length > 0 ? [{ type: 'archive' as const, attempts: ended }] : []),
    ...(scope.page ? checked(state, scope.page, now) : []),
    ...(scope.released ? closing(state, now) : []),
    ...(scope.claimed ? lateClaims(state) : []),
    ...(scope.milestones ? notices(state) : []),
  ]
}
