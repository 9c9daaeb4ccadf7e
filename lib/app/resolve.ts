import { MillraceError } from '../core/error.ts'
import type { QueueMessage, RunId } from '../core/message.ts'
import type { Plan } from '../core/plan.ts'
import type { RunSettings } from '../core/settings.ts'
import { dialectOf } from '../dialects/dialects.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Definitions } from '../ports/definitions.ts'
import type { Objects } from '../ports/objects.ts'
import type { Random } from '../ports/random.ts'
import type { Commit, CommitDeps } from './commit.ts'
import { createCompileRun } from './compile-run.ts'
import type { UseCase } from './delivery.ts'
import { createMakeClaims } from './make-claims.ts'
import { createReadSubmission, invalidDefinition, type RequestedRun } from './requested-run.ts'
import { sha256 } from './run-id.ts'
import { type RunIdentity, runIdentity } from './run-identity.ts'
import { createWriteHeader } from './write-header.ts'

export interface ResolveDeps extends CommitDeps {
  definitions: Definitions
  objects: Pick<Objects, 'get'>
  cluster: Pick<Cluster, 'createClaim'>
  settings: RunSettings
  random: Random
  commit: Commit
}

/**
 * Starts runs: compiles what was submitted, opens the log, makes the claims and asks for the first dispatch.
 * A redelivery meets the log that is open and goes on from there.
 */
export const createResolve = (deps: ResolveDeps): UseCase<QueueMessage<'submit'>> => {
  const { runLog, states, random, clock, settings } = deps
  const compileRun = createCompileRun(deps)
  const writeHeader = createWriteHeader(deps)
  const makeClaims = createMakeClaims(deps)
  const readSubmission = createReadSubmission(deps)

  const compile = async ({ document, own }: RequestedRun, { runId, name, namespace }: RunIdentity): Promise<Plan> => {
    const dialect = dialectOf(document)
    if (!dialect) throw new MillraceError('InvalidDefinition', 'no dialect of Millrace has this apiVersion and kind')
    const { defaultWorkspaceBinding } = settings
    const context = { runName: name, runId, namespace, own, defaultWorkspaceBinding }
    const { plan, diagnostics } = await compileRun(dialect, document, context)
    if (!plan) throw invalidDefinition(diagnostics)
    return plan
  }

  /** The hash of the body that opened the run; undefined when it is not open. */
  const openedBy = async (runId: RunId): Promise<string | undefined> => {
    const [first] = await runLog.read(runId, 0, { limit: 1 })
    const event = first?.events[0]
    return event?.type === 'run.opened' ? event.body : undefined
  }

  const open = async (id: string, requested: RequestedRun, identity: RunIdentity): Promise<void> => {
    const { runId, name, namespace } = identity
    const { body } = requested
    const before = await openedBy(runId)
    if (before === undefined) {
      const text = JSON.stringify(await compile(requested, identity))
      const plan = sha256(text)
      await runLog.putPlan(runId, plan, text)
      const nonce = random.hex(8)
      const event = { type: 'run.opened', name, namespace, plan, nonce, body, settings } as const
      try {
        await runLog.append(runId, { seq: 1, at: clock.now(), causes: [id], events: [event] })
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== 'Conflict') throw error
        return open(id, requested, identity)
      }
    } else if (before !== body) {
      throw new MillraceError('KeyReused', `run ${name} in ${namespace} was started from another document`)
    }
    await states.using(runId, (run) => writeHeader(runId, run))
  }

  return async (deliveries) => {
    for (const { id, receives, message } of deliveries) {
      if (message.type === 'run.prepare') {
        await makeClaims(message.runId, { id, receives })
        continue
      }
      const requested = await readSubmission(message)
      const { namespace, key = `submit:${id}` } = message
      const identity = runIdentity(requested.document, { namespace, key })
      await open(id, requested, identity)
      await makeClaims(identity.runId, { id, receives })
    }
  }
}
