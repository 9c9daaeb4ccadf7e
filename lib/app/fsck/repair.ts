import { isProblem, type Repair } from '../../core/audit/finding.ts'
import { MillraceError } from '../../core/error.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Objects } from '../../ports/objects.ts'
import type { Queues } from '../../ports/queues.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import type { RunInventory } from '../../ports/run-inventory.ts'
import type { RunLog } from '../../ports/run-log.ts'
import { bundlesOf } from '../collect/bundle-name.ts'
import { outgoing } from '../outgoing.ts'

export type RepairedCluster = Pick<Cluster, 'releasePod' | 'deletePod' | 'claim' | 'deleteClaim'>

export interface RepairDeps {
  runLog: Pick<RunLog, 'putSnapshot'>
  headers: Pick<RunHeaders, 'put'>
  inventory: Pick<RunInventory, 'removeHeader'>
  objects: Pick<Objects, 'remove'>
  queues: Pick<Queues, 'send'>
  /** Absent: nothing in a cluster is changed. */
  cluster?: RepairedCluster
}

type RepairOf<T extends Repair['type']> = Extract<Repair, { type: T }>

/** Carries a repair out. Every write has a condition, so that whoever has moved the run meanwhile wins. */
export const createRepair = ({ runLog, headers, inventory, objects, queues, cluster }: RepairDeps) => {
  /** One that cannot be read, or that claims to be newer, would not give way to the right one. */
  const writeHeader = async ({ header, over }: RepairOf<'header.write'>): Promise<void> => {
    if (over && isProblem(over)) await inventory.removeHeader(header.runId)
    else if (over && over.seq > header.seq) await inventory.removeHeader(header.runId, over.seq)
    await headers.put(header, over && !isProblem(over) ? { dueAt: over.dueAt } : undefined)
  }

  const asked = (): RepairedCluster => {
    if (cluster) return cluster
    throw new MillraceError('Unavailable', 'there is no cluster to ask')
  }

  const removePod = async ({ namespace, name, uid }: RepairOf<'pod.remove'>): Promise<void> => {
    const ref = { namespace, name, uid }
    await asked().releasePod(ref)
    await asked().deletePod(ref)
  }

  const removeClaim = async ({ namespace, name, uid }: RepairOf<'claim.remove'>): Promise<void> => {
    const claim = await asked().claim(namespace, name)
    if (claim && claim.metadata.uid === uid) await asked().deleteClaim(namespace, name)
  }

  return async (repair: Repair): Promise<void> => {
    switch (repair.type) {
      case 'header.write':
        return writeHeader(repair)
      case 'header.remove':
        return void (await inventory.removeHeader(repair.runId, repair.seq))
      case 'snapshot.write':
        return runLog.putSnapshot(repair.runId, repair.seq, repair.text)
      case 'pod.remove':
        return removePod(repair)
      case 'claim.remove':
        return removeClaim(repair)
      case 'archive.remove':
        return objects.remove(bundlesOf(repair.runId))
      case 'run.check':
        return queues.send('work', [outgoing({ type: 'run.check', runId: repair.runId })])
    }
  }
}
