import type * as z from 'zod'
import type { Pod } from '../../core/kubernetes.ts'
import type { PodsRelease, RunId } from '../../core/message.ts'
import type { AttemptRef } from '../../core/wants.ts'
import { nonceAnnotation, podQueryLabels } from '../../pods/labels.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster, PodRef } from '../../ports/cluster.ts'
import type { Objects } from '../../ports/objects.ts'
import type { Queues } from '../../ports/queues.ts'
import { inParallel } from '../in-parallel.ts'
import { podRef } from '../pod-ref.ts'
import type { RunStates } from '../run-states.ts'
import { createArchive } from './archive.ts'

export interface ReleaseDeps {
  cluster: Cluster
  objects: Objects
  states: RunStates
  queues: Queues
  clock: Clock
}

const concurrency = 16

const nonceOf = ({ metadata }: Pod): string | undefined => metadata.annotations?.[nonceAnnotation]

/** How long one invocation waits for what it has deleted to be gone; after that the next check asks again. */
const waits = [0, 50, 200, 750, 2_000]

/**
 * Lets pods of ended attempts go: archives what is not archived, drops the finalizer, deletes. With `last` also whatever
 * a list of the run's pods still shows, then the claims that end with the run. Answers with `pods.released`.
 */
export const createRelease = (deps: ReleaseDeps) => {
  const { cluster, states, queues, clock } = deps
  const archive = createArchive(deps)

  const letGo = async (ref: PodRef): Promise<void> => {
    await cluster.releasePod(ref)
    await cluster.deletePod(ref)
  }

  /** A pod that was never seen may exist all the same: made late by a dispatch that stalled. */
  const letGoUnseen = async (ref: PodRef, nonce: string): Promise<void> => {
    const pod = await cluster.pod(ref)
    if (pod && nonceOf(pod) === nonce) await letGo({ ...ref, uid: pod.metadata.uid })
  }

  const releaseAll = async (runId: RunId, attempts: readonly AttemptRef[]): Promise<void> => {
    const { pods, nonce } = await states.using(runId, (run) => {
      const uids = new Map(run.state.unreleased.map(({ task, attempt, uid }) => [`${task}/${attempt}`, uid]))
      const wanted = attempts.filter(([task, attempt]) => uids.has(`${task}/${attempt}`))
      return {
        nonce: run.state.nonce,
        pods: wanted.map((attempt) => ({
          attempt,
          ref: podRef(runId, run, attempt),
          uid: uids.get(attempt.join('/')),
        })),
      }
    })
    await archive(
      runId,
      pods.flatMap(({ attempt, uid }) => (uid === undefined ? [] : [attempt])),
    )
    const results = await inParallel(concurrency, pods, ({ ref, uid }) =>
      uid === undefined ? letGoUnseen(ref, nonce) : letGo({ ...ref, uid }),
    )
    const failure = results.find((result) => result.status === 'rejected')
    if (failure) throw failure.reason
  }

  const podsLeft = async (runId: RunId): Promise<Pod[]> => {
    const { namespace, nonce, settings } = await states.using(runId, ({ state }) => state)
    const labels = podQueryLabels(settings.installation, runId)
    const { pods } = await cluster.listPods({ namespace, labels })
    return pods.filter((pod) => nonceOf(pod) === nonce)
  }

  /** Whether no pod of the run is left; asks those that are to go, at once where they were asked before. */
  const isEmpty = async (runId: RunId): Promise<boolean> => {
    const pods = await podsLeft(runId)
    for (const { metadata } of pods) {
      const ref = { namespace: metadata.namespace!, name: metadata.name, uid: metadata.uid }
      await cluster.releasePod(ref)
      await cluster.deletePod(ref, metadata.deletionTimestamp ? { graceSeconds: 0 } : {})
    }
    return pods.length === 0
  }

  const claimsGone = async (runId: RunId): Promise<boolean> => {
    const { namespace, claims } = await states.using(runId, ({ plan, state }) => ({
      namespace: state.namespace,
      claims: plan.claims.filter(({ keep, existing }) => keep === 'run' && !existing).map(({ name }) => name),
    }))
    for (const name of claims) await cluster.deleteClaim(namespace, name)
    const left = await Promise.all(claims.map((name) => cluster.claim(namespace, name)))
    return left.every((claim) => claim === undefined)
  }

  const within = async (isDone: () => Promise<boolean>): Promise<boolean> => {
    for (const ms of waits) {
      await clock.wait(ms)
      if (await isDone()) return true
    }
    return false
  }

  return async ({ runId, attempts, last }: z.infer<typeof PodsRelease>): Promise<void> => {
    await releaseAll(runId, attempts)
    const empty = last === true && (await within(() => isEmpty(runId))) && (await within(() => claimsGone(runId)))
    await queues.send('work', [{ body: JSON.stringify({ type: 'pods.released', runId, attempts, empty }) }])
  }
}
