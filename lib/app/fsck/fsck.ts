import { auditStrays } from '../../core/audit/audit-objects.ts'
import { auditRun } from '../../core/audit/audit-run.ts'
import type { Finding } from '../../core/audit/finding.ts'
import { MillraceError } from '../../core/error.ts'
import { RunId } from '../../core/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Objects } from '../../ports/objects.ts'
import type { Queues } from '../../ports/queues.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import type { RunInventory } from '../../ports/run-inventory.ts'
import type { RunLog } from '../../ports/run-log.ts'
import { bundlesOf, heldIn } from '../collect/bundle-name.ts'
import { createReadFacts } from './read-facts.ts'
import { createRepair, type RepairedCluster } from './repair.ts'
import { type ObjectSource, type SeenCluster, seeObjects } from './seen-objects.ts'

export interface FsckDeps {
  runLog: RunLog
  headers: RunHeaders
  inventory: RunInventory
  objects: Objects
  queues: Queues
  clock: Clock
  /** Absent: only the store is looked at. */
  seen?: ObjectSource
  cluster?: RepairedCluster
  /** Given when others may be at work: what is found counts only if it is still there after so many ms. */
  settle?: number
  /** See `RunFacts`. */
  overdueAfter?: number
}

export interface Found extends Finding {
  /** Absent when nothing was tried. */
  repaired?: boolean
  /** Why it could not be repaired. */
  error?: string
}

export interface FsckReport {
  /** How many runs there are. */
  runs: number
  found: Found[]
}

interface Look {
  cluster: SeenCluster
  /** Attempts whose logs are in the archive, by run. */
  archived: ReadonlyMap<RunId, number>
}

const nothing: SeenCluster = { byRun: new Map(), strays: { pods: [], claims: [] } }
const sameFinding = (a: Finding) => (b: Finding) => a.code === b.code && a.runId === b.runId && a.object === b.object

/**
 * Looks at everything that the store holds, and at the cluster if there is one, for what is not as the invariants say.
 * With `repair` also makes good what can be made good. The order of reading matters while others are at work: objects are
 * listed before the runs that they belong to are looked up.
 */
export const createFsck = (deps: FsckDeps) => {
  const { inventory, objects, clock, seen, settle, overdueAfter } = deps
  const readFacts = createReadFacts(deps)
  const repair = createRepair(deps)

  /** What is no bundle but stands among them counts as one. */
  const archivedAttempts = async (): Promise<Map<RunId, number>> => {
    const archived = new Map<RunId, Set<string>>()
    for (const key of await objects.list('logs/')) {
      const runId = RunId.safeParse(key.split('/')[1])
      if (!runId.success) continue
      const known = archived.get(runId.data) ?? new Set()
      archived.set(runId.data, known)
      const held = heldIn(key.slice(bundlesOf(runId.data).length))
      for (const one of held?.map(({ task, attempt }) => `${task}.${attempt}`) ?? [key]) known.add(one)
    }
    return new Map([...archived].map(([runId, known]) => [runId, known.size]))
  }

  const look = async (): Promise<Look> => ({
    cluster: seen ? await seeObjects(seen) : nothing,
    archived: await archivedAttempts(),
  })

  const audit = async (runId: RunId, { cluster, archived }: Look): Promise<Finding[]> => {
    const facts = await readFacts(runId)
    return auditRun({ ...facts, ...cluster.byRun.get(runId), archived: archived.get(runId), overdueAfter })
  }

  const storedRuns = async (): Promise<Set<RunId>> => {
    const stored = new Set<RunId>()
    for (let after: string | undefined; ; ) {
      const { runIds, next } = await inventory.runs(after)
      for (const runId of runIds) stored.add(runId)
      if (next === undefined) return stored
      after = next
    }
  }

  const auditAll = async (runIds: Iterable<RunId>, at: Look): Promise<Finding[]> => {
    const findings = auditStrays(undefined, at.cluster.strays)
    for (const runId of runIds) findings.push(...(await audit(runId, at)))
    return findings
  }

  /** What may be no more than the moment between two writes of somebody else is looked at a second time. */
  const confirmed = async (first: Finding[]): Promise<Finding[]> => {
    if (settle === undefined || first.length === 0) return first
    await clock.wait(settle)
    const second = await auditAll(new Set(first.flatMap(({ runId }) => runId ?? [])), await look())
    return second.filter((finding) => first.some(sameFinding(finding)))
  }

  const tried = async (finding: Finding): Promise<Found> => {
    if (!finding.repair) return finding
    try {
      await repair(finding.repair)
      return { ...finding, repaired: true }
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      return { ...finding, repaired: false, error: error.message }
    }
  }

  return async (options: { repair: boolean }): Promise<FsckReport> => {
    const at = await look()
    const stored = await storedRuns()
    const findings = await auditAll(new Set([...stored, ...at.cluster.byRun.keys(), ...at.archived.keys()]), at)
    const found: Found[] = []
    for (const finding of await confirmed(findings)) found.push(options.repair ? await tried(finding) : finding)
    return { runs: stored.size, found }
  }
}
