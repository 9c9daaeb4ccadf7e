import type * as z from 'zod'
import type { Event } from '../event.ts'
import type { ClaimsMade, PodsReleased, RunNotified } from '../message.ts'
import type { IndexedPlan } from '../plan.ts'
import { stopRun } from '../rule/cancel.ts'
import { mayClose, partition } from '../rule/release.ts'
import { hasEnded, type Run } from '../run.ts'

/** The claims are there, or never will be. */
export const claimsMade = (plan: IndexedPlan, state: Run, { refused }: z.infer<typeof ClaimsMade>): Event[] => {
  if (state.claimsMade || hasEnded(state.phase)) return []
  if (!refused) return [{ type: 'claims.made' }]
  const pending = { phase: 'Skipped', reason: refused.reason } as const
  return stopRun(plan, state, { phase: 'Failed', ...refused, scope: 'run', pending })
}

/** Somebody outside has been told; once is enough to know. */
export const runNotified = (state: Run, { milestone }: z.infer<typeof RunNotified>): Event[] =>
  state.closed || state.notified.includes(milestone) ? [] : [{ type: 'run.notified', milestone }]

/** Pods that are archived and gone; with an empty list of the rest, the run is closed. */
export const podsReleased = (state: Run, answer: z.infer<typeof PodsReleased>, now: number): Event[] => {
  const { found, rest } = partition(state.unreleased, answer.attempts)
  const attempts = found.map(({ task, attempt }): [number, number] => [task, attempt])
  const closes = answer.empty === true && mayClose({ ...state, unreleased: rest }, now)
  return [
    ...(attempts.length > 0 ? [{ type: 'pods.released' as const, attempts }] : []),
    ...(closes ? [{ type: 'run.closed' as const }] : []),
  ]
}
