import type { Lease } from '../../ports/leases.ts'

/** One lease per cluster; a store serves one. */
export const watcherLease = 'watcher'

/** The three cases in which whoever is asked takes the lease, and in which a dispatch asks. */
export const isFree = (lease: Lease | undefined, now: number): boolean =>
  lease === undefined || lease.ending || lease.until < now
