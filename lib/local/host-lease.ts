import { systemClock } from '../adapters/system/system-clock.ts'
import { systemRandom } from '../adapters/system/system-random.ts'
import type { Log } from '../ports/log.ts'
import { freeTheDead, type Store } from './store.ts'

/** Who has it is the only process that runs a cluster on the folder. */
export const hostLease = 'host'
/** Milliseconds. */
const leaseFor = 15_000

export interface HeldLease {
  /** Lets others have it. */
  drop(): Promise<void>
}

/** Takes the host's lease, and keeps it. Undefined when another living process has it. */
export const holdHostLease = async (
  store: Store,
  { log, onLost }: { log: Log; onLost?: () => void },
): Promise<HeldLease | undefined> => {
  const { leases } = store
  freeTheDead(store)
  const owner = systemRandom.hex(8)
  const now = systemClock.now()
  if (!(await leases.take(hostLease, owner, { now, until: now + leaseFor }))) return undefined
  const renewing = setInterval(() => {
    void leases.update(hostLease, owner, { until: systemClock.now() + leaseFor }).then(
      (held) => (held ? undefined : lost()),
      (error: unknown) => log.warn('host lease not renewed', { error: String(error) }),
    )
  }, leaseFor / 5)
  renewing.unref()
  const lost = (): void => {
    clearInterval(renewing)
    onLost?.()
  }
  return {
    drop: async () => {
      clearInterval(renewing)
      await leases.update(hostLease, owner, { ending: true })
      await leases.drop(hostLease, owner)
    },
  }
}
