import { systemClock } from '../../adapters/system/system-clock.ts'
import { systemRandom } from '../../adapters/system/system-random.ts'
import { freeTheDead, type Store } from '../../local/store.ts'

/** Held by a process that would take over as host, so that a host that has nothing of its own left may leave. */
const heirLease = 'host.heir'
/** Milliseconds. */
const leaseFor = 15_000

export interface Heir {
  /** To be called again and again while this process stands by. */
  standBy(): Promise<void>
  giveUp(): Promise<void>
}

export const createHeir = ({ leases }: Pick<Store, 'leases'>): Heir => {
  const owner = systemRandom.hex(8)
  return {
    standBy: async () => {
      const now = systemClock.now()
      const until = now + leaseFor
      if (!(await leases.update(heirLease, owner, { until }))) await leases.take(heirLease, owner, { now, until })
    },
    giveUp: async () => {
      await leases.update(heirLease, owner, { ending: true })
      await leases.drop(heirLease, owner)
    },
  }
}

/** Whether another process stands by to take over. */
export const hasHeir = async (store: Store): Promise<boolean> => {
  freeTheDead(store)
  const lease = await store.leases.read(heirLease)
  return lease !== undefined && lease.until > systemClock.now()
}
