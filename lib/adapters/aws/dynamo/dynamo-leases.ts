import type { Lease, Leases } from '../../../ports/leases.ts'
import type { Expression } from './expression.ts'
import { type Item, number, numberIn, textIn } from './item.ts'
import { leaseKey } from './keys.ts'
import type { Table } from './table.ts'

const flag = (value: boolean) => ({ BOOL: value })

const readLease = (item: Item): Lease => ({
  owner: textIn(item, 'owner'),
  until: numberIn(item, 'until'),
  ending: item['ending']?.BOOL === true,
  ...(item['resourceVersion'] && { resourceVersion: textIn(item, 'resourceVersion') }),
})

const heldBy = (owner: string, text = '#owner = :owner'): Expression => ({ text, values: { owner: { S: owner } } })

export const createDynamoLeases = ({ table }: { table: Table }): Leases => ({
  read: async (name) => {
    const item = await table.get(leaseKey(name))
    return item && readLease(item)
  },

  take: async (name, owner, { now, until }) => {
    const set = { owner: { S: owner }, until: number(until), ending: flag(false) }
    const isFree = {
      text: 'attribute_not_exists(#pk) OR #until < :now OR #ending = :true',
      values: { now: number(now), true: flag(true) },
    }
    const outcome = await table.update(leaseKey(name), set, isFree)
    if (outcome.done) return outcome.item && readLease(outcome.item)
    const stored = outcome.stored && readLease(outcome.stored)
    // The answer to the first try was lost: what was met is what it wrote. Else nobody would use the lease until it ends.
    const isOurs = stored && stored.owner === owner && stored.until === until && !stored.ending
    return isOurs ? stored : undefined
  },

  update: async (name, owner, { until, ending, resourceVersion }) => {
    const set = {
      owner: { S: owner },
      ...(until !== undefined && { until: number(until) }),
      ...(ending !== undefined && { ending: flag(ending) }),
      ...(resourceVersion !== undefined && { resourceVersion: { S: resourceVersion } }),
    }
    return (await table.update(leaseKey(name), set, heldBy(owner))).done
  },

  drop: async (name, owner) => {
    const { text, values } = heldBy(owner, '#owner = :owner AND #ending = :true')
    return (await table.delete(leaseKey(name), { text, values: { ...values, true: flag(true) } })).done
  },
})
