import type * as z from 'zod'
import type { Event } from '../event.ts'
import type { RunCancel } from '../message.ts'
import type { IndexedPlan } from '../plan.ts'
import { type StopRequest, stopRun } from '../rule/cancel.ts'
import { skipReason } from '../rule/skip.ts'
import type { Run } from '../run.ts'

/** What each way to cancel asks for. */
const modes: Record<'all' | 'finally' | 'stop', Pick<StopRequest, 'scope' | 'pending' | 'lets'>> = {
  all: { scope: 'run', pending: { phase: 'Cancelled', reason: 'Cancelled' } },
  finally: { scope: 'tasks', pending: { phase: 'Skipped', reason: skipReason.gracefullyCancelled } },
  stop: { scope: 'tasks', pending: { phase: 'Skipped', reason: skipReason.gracefullyStopped }, lets: true },
}

/** Somebody does not want the run any more. */
export const cancel = (plan: IndexedPlan, state: Run, { mode, reason }: z.infer<typeof RunCancel>): Event[] => {
  const message = reason ?? `${plan.subject} was cancelled`
  const { pending, ...scope } = modes[mode ?? 'all']
  const stop = { phase: 'Cancelled', reason: 'Cancelled', message } as const
  return stopRun(plan, state, { ...stop, ...scope, pending: mode ? pending : { ...pending, message } })
}
