import type { Run } from '../run.ts'

/**
 * Rule window: at most `maxPodsInFlight` tasks of a run are Ready or Running; a retry keeps its place.
 * The next ones are admitted in the order in which they became eligible.
 */
export const admitted = (state: Run): number[] => {
  const next: number[] = []
  const room = state.settings.maxPodsInFlight - state.inFlight.length
  for (let at = state.admitted; at < state.eligible.length && next.length < room; at++) {
    const index = state.eligible[at]!
    if (state.tasks[index]!.phase === 'Pending') next.push(index)
  }
  return next
}
