import { isError, MillraceError } from '../core/error.ts'
import type { RunId } from '../core/message.ts'
import { hasEnded } from '../core/run.ts'
import { buildClaim } from '../pods/build/build-claim.ts'
import { isOurClaim } from '../pods/ownership.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Commit } from './commit.ts'
import type { LoadedRun, RunStates } from './run-states.ts'

export interface MakeClaimsDeps {
  cluster: Pick<Cluster, 'createClaim'>
  states: RunStates
  commit: Commit
}

const claimsOf = (runId: RunId, { plan, state }: LoadedRun) => {
  const { namespace, nonce, settings } = state
  const owner = { runId, nonce, installation: settings.installation }
  return plan.claims.flatMap(({ existing }, claim) =>
    existing
      ? []
      : [
          {
            owner,
            claim: buildClaim({ plan, claim, runId, namespace, nonce, settings }),
          },
        ],
  )
}

/** As for a pod, the state says whether it may be made, right before it is. */
const wantsClaims = ({ claimsMade, stopping, phase }: LoadedRun['state']): boolean =>
  !claimsMade && stopping?.scope !== 'run' && !hasEnded(phase)

/** Makes the claims that the run's plan names, then says so. A claim of that name that is another's refuses the run. */
export const createMakeClaims = ({ cluster, states, commit }: MakeClaimsDeps) => {
  const make = async ({ claim, owner }: ReturnType<typeof claimsOf>[number]): Promise<void> => {
    const made = await cluster.createClaim(claim)
    if (made.created || isOurClaim(made.claim, owner)) return
    const { name, namespace } = claim.metadata
    throw new MillraceError('NameCollision', `claim ${namespace}/${name} exists and is not of this run`)
  }

  return async (runId: RunId, delivery: { id: string; receives: number }): Promise<void> => {
    const claims = await states.using(runId, (run) => (wantsClaims(run.state) ? claimsOf(runId, run) : []))
    let refused: { reason: string; message: string } | undefined
    try {
      for (const claim of claims) await make(claim)
    } catch (error) {
      if (!isError(error) || error.retryable) throw error
      refused = { reason: error.code, message: error.message }
    }
    await commit(runId, [{ ...delivery, message: { type: 'claims.made', runId, refused } }])
  }
}
