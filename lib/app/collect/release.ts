import type * as z from 'zod'
import type { Pod } from '../../core/kubernetes.ts'
import type { PodsRelease, RunId } from '../../core/message.ts'
import { partition } from '../../core/rule/release.ts'
import type { DeepReadonly, EndedAttempt } from '../../core/run.ts'
import type { RunSettings } from '../../core/settings.ts'
import type { AttemptRef } from '../../core/wants.ts'
import { nonceAnnotation, podQueryLabels } from '../../pods/labels.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster, PodRef } from '../../ports/cluster.ts'
import type { Log } from '../../ports/log.ts'
import type { Queues } from '../../ports/queues.ts'
import { inParallel } from '../in-parallel.ts'
import { podRef } from '../pod-ref.ts'
import type { RunStates } from '../run-states.ts'
import type { Archive } from './archive.ts'

export interface ReleaseDeps {
  cluster: Cluster
  archive: Archive
  states: RunStates
  queues: Queues
  clock: Clock
  log: Log
}

const concurrency = 16

/** An attempt that has ended, with its pod. */
interface Ended {
  ended: DeepReadonly<EndedAttempt>
  nonce: string
  settings: DeepReadonly<RunSettings>
  ref: PodRef
}

const nonceOf = ({ metadata }: Pod): string | undefined => metadata.annotations?.[nonceAnnotation]

/** How long one invocation waits for what it has deleted to be gone; after that the next check asks again. */
const waits = [0, 50, 200, 750, 2_000]

/**
 * Lets pods of ended attempts go: archives what is not archived, drops the finalizer, deletes. With `last` also whatever
 * a list of the run's pods still shows, then the claims that end with the run. Answers with `pods.released`.
 */
export const createRelease = (deps: ReleaseDeps) => {
  const { cluster, archive, states, queues, clock, log } = deps

  /** A lost pod has nobody left to grant it its grace. */
  const letGo = async (ref: PodRef, lost = false): Promise<void> => {
    await cluster.releasePod(ref)
    await cluster.deletePod(ref, lost ? { graceSeconds: 0 } : {})
  }

  /** A pod that was never seen may exist all the same: made late by a dispatch that stalled. */
  const letGoUnseen = async (ref: PodRef, nonce: string): Promise<void> => {
    const pod = await cluster.pod(ref)
    if (pod && nonceOf(pod) === nonce) await letGo({ ...ref, uid: pod.metadata.uid })
  }

  /** Whether an attempt whose log cannot be read is let go of all the same: its node will not answer any more. */
  const isHopeless = ({ ended, settings }: Ended): boolean => ended.endedAt + settings.nodeLostTimeout <= clock.now()

  const wanted = (runId: RunId, attempts: readonly AttemptRef[]): Promise<Ended[]> =>
    states.using(runId, (run) => {
      const { unreleased, nonce, settings } = run.state
      const { found } = partition(unreleased, attempts)
      return found.map((ended) => ({ ended, nonce, settings, ref: podRef(runId, run, [ended.task, ended.attempt]) }))
    })

  /** Answers which were let go of, and why the others were not. */
  const releaseAll = async (runId: RunId, attempts: readonly AttemptRef[]) => {
    const failures: Error[] = []
    const all = await wanted(runId, attempts)
    const unarchived = new Map(
      (await archive(runId, attempts, { again: true })).map(({ attempt, error }) => [attempt.join('/'), error]),
    )
    const ready = all.filter((one) => {
      const { task, attempt } = one.ended
      const error = unarchived.get(`${task}/${attempt}`)
      if (error === undefined) return true
      if (isHopeless(one)) log.warn('log lost', { runId, task, attempt, error: String(error) })
      else failures.push(error)
      return isHopeless(one)
    })
    const results = await inParallel(concurrency, ready, ({ ref, nonce, ended: { uid, lost } }) =>
      uid === undefined ? letGoUnseen(ref, nonce) : letGo({ ...ref, uid }, lost),
    )
    failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : [])))
    const gone = ready.filter((_, n) => results[n]!.status === 'fulfilled')
    return { gone: gone.map(({ ended }): AttemptRef => [ended.task, ended.attempt]), failures }
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
    const { gone, failures } = await releaseAll(runId, attempts)
    const isLast = last === true && failures.length === 0
    const empty = isLast && (await within(() => isEmpty(runId))) && (await within(() => claimsGone(runId)))
    await queues.send('work', [{ body: JSON.stringify({ type: 'pods.released', runId, attempts: gone, empty }) }])
    if (failures.length > 0) throw failures[0]
  }
}
