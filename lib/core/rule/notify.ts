import type { Milestone } from '../event.ts'
import { hasEnded, type Run } from '../run.ts'

/** For so long after its end a run stays open for those who cannot be told of it. */
const patience = 24 * 60 * 60_000

/** A run whose claims were refused finishes without having started. */
export const hasReached = ({ claimsMade, phase }: Run, milestone: Milestone): boolean =>
  milestone === 'started' ? claimsMade : hasEnded(phase)

/** Rule notify: what the run has reached and nobody is known to have been told of, where somebody wants to be. */
export const untold = (state: Run): Milestone[] => {
  if (!state.settings.events || state.closed) return []
  const milestones: Milestone[] = ['started', 'finished']
  return milestones.filter((milestone) => hasReached(state, milestone) && !state.notified.includes(milestone))
}

/** Whether nothing is left to tell, or it has been tried for long enough. */
export const isToldOf = (state: Run, now: number): boolean =>
  untold(state).length === 0 || state.endedAt! + patience <= now
