import type { RunHeader } from '../core/header.ts'
import { headerOf } from '../core/header-of.ts'
import type { RunId } from '../core/message.ts'
import { dueAt } from '../core/rule/check.ts'
import type { Clock } from '../ports/clock.ts'
import type { Queues } from '../ports/queues.ts'
import type { RunHeaders } from '../ports/run-headers.ts'
import { maxDelay } from './carry-out.ts'
import { outgoing } from './outgoing.ts'
import type { LoadedRun } from './run-states.ts'

const isStale = (stored: RunHeader | undefined, next: RunHeader, now: number): boolean => {
  if (!stored || stored.phase !== next.phase) return true
  if (stored.dueAt === undefined || next.dueAt === undefined) return stored.dueAt !== next.dueAt
  return next.dueAt < stored.dueAt || stored.dueAt <= now
}

/**
 * Writes the run's header when its phase has changed or it must be looked at at another time. What is due soon is also
 * sent as a delayed check, so that it happens at its second; `dueAt` makes up for a lost one.
 */
export const createWriteHeader =
  ({ headers, queues, clock }: { headers: RunHeaders; queues: Queues; clock: Clock }) =>
  async (runId: RunId, run: LoadedRun): Promise<void> => {
    const now = clock.now()
    const { plan, state } = run
    const next: RunHeader = { ...headerOf(runId, plan, state), dueAt: dueAt(plan, state, now) }
    run.header ??= await headers.get(runId)
    if (!isStale(run.header, next, now)) return
    const moved = run.header?.dueAt !== next.dueAt
    const isPeriodic = next.dueAt === undefined || next.dueAt >= now + state.settings.checkInterval
    if (moved && (!isPeriodic || state.endedAt !== undefined) && next.dueAt !== undefined) {
      const delayMs = Math.min(Math.max(0, next.dueAt - now), maxDelay)
      await queues.send('work', [outgoing({ type: 'run.check', runId }, delayMs)])
    }
    run.header = await headers.put(next, run.header && { dueAt: run.header.dueAt })
  }
