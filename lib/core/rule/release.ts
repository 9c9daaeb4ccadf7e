import { type DeepReadonly, type EndedAttempt, hasEnded, type Run } from '../run.ts'
import { isToldOf } from './notify.ts'

/**
 * Rule horizon: a pod's finalizer is dropped no sooner than one horizon after the attempt's end was recorded. Until then
 * a stalled dispatch may still create, and the name that is kept is what refuses it. In the order in which they ended.
 */
export const releasable = (state: Run, now: number): readonly DeepReadonly<EndedAttempt>[] => {
  const recent = state.unreleased.findIndex(({ endedAt }) => endedAt + state.settings.horizon > now)
  return recent === -1 ? state.unreleased : state.unreleased.slice(0, recent)
}

/** Those of `unreleased` that `gone` names, and the rest. They leave in about the order in which they ended. */
export const partition = (
  unreleased: readonly DeepReadonly<EndedAttempt>[],
  gone: readonly (readonly [number, number])[],
): { found: DeepReadonly<EndedAttempt>[]; rest: DeepReadonly<EndedAttempt>[] } => {
  const names = new Set(gone.map(([task, attempt]) => `${task}/${attempt}`))
  const found: DeepReadonly<EndedAttempt>[] = []
  const kept: DeepReadonly<EndedAttempt>[] = []
  let at = 0
  for (; at < unreleased.length && found.length < names.size; at++) {
    const ended = unreleased[at]!
    const list = names.has(`${ended.task}/${ended.attempt}`) ? found : kept
    list.push(ended)
  }
  return { found, rest: [...kept, ...unreleased.slice(at)] }
}

/** One horizon after the last end nothing of a run that has ended can be created any more. */
export const isSettled = (state: Run, now: number): boolean =>
  hasEnded(state.phase) && state.lastEndAt! + state.settings.horizon <= now

/** Rule close: settled, told of, every attempt released, and a list of the run's pods came back empty. */
export const mayClose = (state: Run, now: number): boolean =>
  !state.closed && isSettled(state, now) && isToldOf(state, now) && state.unreleased.length === 0
