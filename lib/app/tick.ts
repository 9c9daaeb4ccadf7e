import type { Clock } from '../ports/clock.ts'
import type { Leases } from '../ports/leases.ts'
import type { Queues } from '../ports/queues.ts'
import type { RunHeaders } from '../ports/run-headers.ts'
import { outgoing } from './outgoing.ts'
import { watcherLease } from './watch/lease.ts'

export interface TickDeps {
  headers: RunHeaders
  queues: Queues
  leases: Leases
  clock: Clock
  /** Milliseconds until the next tick. */
  period: number
}

/** Runs that one tick asks to be checked; the rest are as due at the next. */
const maxDue = 10_000

/** Sends what is due before the next tick, at its time, and calls a watcher for when the lease runs out. */
export const createTick = ({ headers, queues, leases, clock, period }: TickDeps) => {
  const checks = async (now: number): Promise<void> => {
    const due = await headers.due(now + period, maxDue)
    const messages = due.map(({ runId, dueAt }) => outgoing({ type: 'run.check', runId }, Math.max(0, dueAt - now)))
    if (messages.length > 0) await queues.send('work', messages)
  }

  const watcher = async (now: number): Promise<void> => {
    const lease = await leases.read(watcherLease)
    // One that is renewed meanwhile is not free, and the message changes nothing.
    if (lease && lease.until < now + period) {
      const delayMs = Math.max(0, lease.until + 1 - now)
      await queues.send('watch', [outgoing({ type: 'cluster.watch' }, delayMs)])
    }
  }

  return async (): Promise<void> => {
    const now = clock.now()
    await checks(now)
    await watcher(now)
  }
}
