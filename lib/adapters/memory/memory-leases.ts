import type { Lease, Leases } from '../../ports/leases.ts'
import { copy } from './copy.ts'

export const createMemoryLeases = (): Leases => {
  const leases = new Map<string, Lease>()
  const heldBy = (name: string, owner: string) => {
    const lease = leases.get(name)
    return lease?.owner === owner ? lease : undefined
  }

  return {
    read: async (name) => copy(leases.get(name)),
    take: async (name, owner, { now, until }) => {
      const lease = leases.get(name)
      if (lease !== undefined && lease.until >= now && !lease.ending) return undefined
      const taken = { ...lease, owner, until, ending: false }
      leases.set(name, taken)
      return copy(taken)
    },
    update: async (name, owner, change) => {
      const lease = heldBy(name, owner)
      if (lease === undefined) return false
      leases.set(name, {
        ...lease,
        until: change.until ?? lease.until,
        ending: change.ending ?? lease.ending,
        resourceVersion: change.resourceVersion ?? lease.resourceVersion,
      })
      return true
    },
    drop: async (name, owner) => heldBy(name, owner)?.ending === true && leases.delete(name),
  }
}
