import type { Clock } from '../../ports/clock.ts'
import type { Leases } from '../../ports/leases.ts'
import type { Queues } from '../../ports/queues.ts'
import { outgoing } from '../outgoing.ts'
import { isFree, watcherLease } from './lease.ts'

/** Rule no-idle-compute: asks for a watcher when nobody watches, or the one who does is about to leave. */
export const createCallWatcher =
  ({ leases, queues, clock }: { leases: Leases; queues: Queues; clock: Clock }) =>
  async (): Promise<void> => {
    const lease = await leases.read(watcherLease)
    if (isFree(lease, clock.now())) await queues.send('watch', [outgoing({ type: 'cluster.watch' })])
  }
