import { isError, MillraceError } from '../core/error.ts'
import type { Pod } from '../core/kubernetes.ts'
import type { QueueMessage, RunId } from '../core/message.ts'
import type { Observation } from '../core/observation.ts'
import { mayCreate } from '../core/rule/may-create.ts'
import { filledPod } from '../core/rule/substitution.ts'
import { taskName } from '../core/task.ts'
import type { AttemptRef } from '../core/wants.ts'
import { buildPod } from '../pods/build/build-pod.ts'
import { observe } from '../pods/observe.ts'
import { isSameAttempt } from '../pods/ownership.ts'
import type { Clock } from '../ports/clock.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Leases } from '../ports/leases.ts'
import type { Log } from '../ports/log.ts'
import type { Queues } from '../ports/queues.ts'
import type { UseCase } from './delivery.ts'
import { inParallel } from './in-parallel.ts'
import { outgoing } from './outgoing.ts'
import { createProbe } from './probe.ts'
import type { LoadedRun, RunStates } from './run-states.ts'
import { createCallWatcher } from './watch/call-watcher.ts'

export interface DispatchDeps {
  cluster: Pick<Cluster, 'createPod' | 'pod' | 'podWarning'>
  states: RunStates
  queues: Queues
  leases: Leases
  clock: Clock
  log: Log
}

interface Order {
  task: number
  attempt: number
  nonce: string
  installation: string
  pod: Pod | MillraceError
  /** When it might be created: epoch ms. */
  readyAt: number
}

/** Requests to the cluster that one invocation has under way at once. */
const concurrency = 16

const orders = (runId: RunId, { plan, state }: LoadedRun, wanted: readonly AttemptRef[], now: number): Order[] =>
  wanted
    .filter(([task, attempt]) => mayCreate(state, task, attempt, now))
    .map(([task, attempt]) => {
      const { nonce, namespace, settings, lastNode } = state
      const { readyAt, notBefore } = state.tasks[task]!
      const order = { task, attempt, nonce, installation: settings.installation, readyAt: notBefore ?? readyAt ?? now }
      try {
        const own = { planPod: filledPod(plan, state, task), taskName: taskName(plan, state, task) }
        return { ...order, pod: buildPod({ plan, ...own, task, attempt, runId, nonce, namespace, settings, lastNode }) }
      } catch (error) {
        if (isError(error)) return { ...order, pod: error }
        throw error
      }
    })

const refused = ({ task, attempt, nonce }: Order, { code, message }: MillraceError): Observation => ({
  task,
  attempt,
  nonce,
  phase: 'refused',
  reason: code === 'NameCollision' ? 'PodNameCollision' : code,
  message,
})

/** Creates the pods of attempts that may be created, and looks up pods by name. */
export const createDispatch = (deps: DispatchDeps): UseCase<QueueMessage<'dispatch'>> => {
  const { cluster, states, queues, clock, log } = deps
  const probe = createProbe(deps)
  const callWatcher = createCallWatcher(deps)

  /** Rule pod-name: a pod that has the name already is an observation if it is this very attempt's, else a collision. */
  const create = async (runId: RunId, order: Order): Promise<Observation | undefined> => {
    if (order.pod instanceof MillraceError) return refused(order, order.pod)
    try {
      const made = await cluster.createPod(order.pod)
      if (made.created) return undefined
      if (isSameAttempt(made.pod, { ...order, runId })) return observe(made.pod)?.observation
      const { name, namespace } = order.pod.metadata
      const message = `pod ${namespace}/${name} exists and is not of this run`
      return refused(order, new MillraceError('NameCollision', message))
    } catch (error) {
      if (isError(error) && !error.retryable) return refused(order, error)
      throw error
    }
  }

  const report = async (runId: RunId, observations: Observation[]): Promise<void> => {
    if (observations.length === 0) return
    await queues.send('work', [outgoing({ type: 'pods.observed', runId, observations })])
  }

  /** `handOverMs`: from the decision that a pod may be created to its creation, of the slowest. */
  const tell = (runId: RunId, ordered: readonly Order[], results: readonly PromiseSettledResult<unknown>[]): void => {
    const made = ordered.filter((_, n) => results[n]!.status === 'fulfilled' && results[n]!.value === undefined)
    if (made.length === 0) return
    const handOverMs = clock.now() - Math.min(...made.map(({ readyAt }) => readyAt))
    log.info('pods created', { runId, count: made.length, handOverMs })
  }

  const dispatch = async (runId: RunId, wanted: readonly AttemptRef[]): Promise<void> => {
    const ordered = await states.using(runId, (run) => orders(runId, run, wanted, clock.now()))
    const results = await inParallel(concurrency, ordered, (order) => create(runId, order))
    tell(runId, ordered, results)
    // After the create, a 409 included: whoever ends the watch marks its lease first, so one of the two sees the other.
    if (ordered.length > 0) await callWatcher()
    await report(
      runId,
      results.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value] : [])),
    )
    const failure = results.find((result) => result.status === 'rejected')
    if (failure) throw failure.reason
  }

  return async (deliveries) => {
    for (const { message } of deliveries) {
      if (message.type === 'attempts.dispatch') await dispatch(message.runId, message.attempts)
      else await report(message.runId, await probe(message.runId, message.attempts))
    }
  }
}
