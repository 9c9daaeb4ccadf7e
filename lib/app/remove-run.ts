import { isProblem } from '../core/audit/finding.ts'
import { readPlan } from '../core/audit/read-plan.ts'
import { isError, MillraceError } from '../core/error.ts'
import type { RunId } from '../core/message.ts'
import { isOurClaim } from '../pods/ownership.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Objects } from '../ports/objects.ts'
import type { RunHeaders } from '../ports/run-headers.ts'
import type { RunLog } from '../ports/run-log.ts'
import { bundlesOf } from './collect/bundle-name.ts'

export interface RemoveRunDeps {
  headers: Pick<RunHeaders, 'get'>
  runLog: Pick<RunLog, 'read' | 'plan' | 'remove'>
  objects: Pick<Objects, 'remove'>
  /** Lends the cluster for as long as `use` takes. Called only for a run that has made claims which outlive it. */
  withCluster: (use: (cluster: Pick<Cluster, 'claim' | 'deleteClaim'>) => Promise<void>) => Promise<void>
}

/**
 * Forgets a closed run: the claims that it has made and that live until it is deleted, its logs, its plan and its log.
 * Its log goes last: whoever is interrupted does it again. Throws `Invalid` while the run is not closed.
 */
export const createRemoveRun =
  ({ headers, runLog, objects, withCluster }: RemoveRunDeps) =>
  async (runId: RunId): Promise<void> => {
    const header = await headers.get(runId)
    if (header?.dueAt !== undefined) {
      throw new MillraceError('Invalid', `run ${header.name} is not closed yet: its pods are not all accounted for`)
    }
    const claims = await lastingClaims(runLog, runId)
    if (claims.length > 0)
      await withCluster(async (cluster) => {
        for (const { namespace, name, owner } of claims) {
          const claim = await cluster.claim(namespace, name)
          if (claim && isOurClaim(claim, owner)) await cluster.deleteClaim(namespace, name)
        }
      })
    await objects.remove(bundlesOf(runId))
    await runLog.remove(runId)
  }

/** The claims of the plan that live until the run is deleted, and what marks them as the run's own. */
const lastingClaims = async (runLog: Pick<RunLog, 'read' | 'plan'>, runId: RunId) => {
  try {
    const [first] = await runLog.read(runId, 0, { limit: 1 })
    const opened = first?.events[0]
    if (opened?.type !== 'run.opened') return []
    const { namespace, nonce, settings } = opened
    const plan = readPlan(await runLog.plan(runId, opened.plan))
    if (isProblem(plan)) return []
    const owner = { runId, nonce, installation: settings.installation }
    return plan.claims
      .filter(({ keep, existing }) => keep === 'forever' && !existing)
      .map(({ name }) => ({ namespace, name, owner }))
  } catch (error) {
    // A damaged run can be deleted too; an audit then reports the claims that nobody can name any more.
    if (isError(error, 'CorruptState')) return []
    throw error
  }
}
