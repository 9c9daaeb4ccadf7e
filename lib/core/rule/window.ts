import type { Run } from '../run.ts'

/**
 * Rule window: at most `maxPodsInFlight` tasks of a run are Ready or Running; a retry keeps its place.
 * The next ones are admitted in the order in which they became eligible.
 */
export const room = (state: Run): number => state.settings.maxPodsInFlight - state.inFlight.length

/** Tasks whose needs have ended and that have not begun, in order. */
export function* waiting(state: Run): Generator<number> {
  for (let at = state.admitted; at < state.eligible.length; at++) {
    const index = state.eligible[at]!
    if (state.tasks[index]!.phase === 'Pending') yield index
  }
}
