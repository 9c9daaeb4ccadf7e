import type { RunId } from '../../core/message.ts'
import { partition } from '../../core/rule/release.ts'
import type { DeepReadonly, EndedAttempt } from '../../core/run.ts'
import { planTask } from '../../core/task.ts'
import type { AttemptRef } from '../../core/wants.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster, PodRef } from '../../ports/cluster.ts'
import type { Objects } from '../../ports/objects.ts'
import { inParallel } from '../in-parallel.ts'
import { createMutexes } from '../mutexes.ts'
import { podRef } from '../pod-ref.ts'
import type { LoadedRun, RunStates } from '../run-states.ts'
import { bundleName, bundlesOf } from './bundle-name.ts'
import { listBundles } from './list-bundles.ts'
import { buildBundle } from './log-bundle.ts'
import { createPackLogs, type ReadLog } from './pack-logs.ts'

export interface ArchiveBounds {
  /** Bytes of logs that are gathered for one object. */
  bundle: number
  /** Bytes up to which logs are read side by side. */
  small: number
}

export interface ArchiveDeps {
  cluster: Pick<Cluster, 'podLog'>
  objects: Pick<Objects, 'put' | 'has' | 'list'>
  states: RunStates
  clock: Clock
  bounds?: ArchiveBounds
}

/** An attempt whose logs could not be copied, and why. */
export interface Unarchived {
  attempt: AttemptRef
  error: Error
}

/** `again`: some of it may be archived. */
export type Archive = (
  runId: RunId,
  attempts: readonly AttemptRef[],
  options?: { again?: boolean },
) => Promise<Unarchived[]>

/** Logs that one archiving reads at once. */
const concurrency = 8

/**
 * What archivings hold is bounded, however many and however long the logs are. Each: `concurrency` small logs, an open
 * bundle, and a copy of it on its way, so 12 MiB; ten at once, which is what the messages of a batch can come to,
 * 120 MiB. All of them together: one large log and a copy of it, so twice `maxLogBytes`, usually 128 MiB.
 */
const usualBounds: ArchiveBounds = { bundle: 4 * 1024 * 1024, small: 512 * 1024 }

/** Milliseconds after its recorded end from which an attempt may well have been archived: messages come sooner. */
const promptly = 5_000

/** Attempts that are looked up one by one: a list costs as much as twelve such looks, and more for a large run. */
const few = 4

interface Log {
  task: number
  attempt: number
  step: number
  steps: number
  container: string
  ref: PodRef
  maxBytes: number
}

const logsOf = (runId: RunId, run: LoadedRun, { task, attempt }: DeepReadonly<EndedAttempt>): Log[] => {
  const { plan, state } = run
  const { steps } = plan.pods[planTask(plan, state, task).pod]!
  const ref = podRef(runId, run, [task, attempt])
  const common = { task, attempt, ref, steps: steps.length, maxBytes: state.settings.maxLogBytes }
  return steps.map(({ container: { name } }, step) => ({ ...common, step, container: name }))
}

/** What is released already has been archived, or has nothing to archive; no more has what was lost. */
const withLogs = ({ state }: LoadedRun, attempts: readonly AttemptRef[]): DeepReadonly<EndedAttempt>[] =>
  partition(state.unreleased, attempts).found.filter(({ uid, lost }) => uid !== undefined && !lost)

/**
 * Copies the logs of ended attempts to the object store, many to an object: a put costs more than all else that is done
 * for a short log. A log over the limit is cut. Answers what it could not copy.
 *
 * Attempts that ended just now are copied without a look at what is there, since a look costs as much. So a log may be
 * archived twice; then the longest one counts (see `createArchivedLogs`), for a second reader may find the pod deleted
 * and its log empty. Of two objects of one name the first one counts.
 */
export const createArchive = ({ cluster, objects, states, clock, bounds = usualBounds }: ArchiveDeps): Archive => {
  const exclusively = createMutexes()

  const read = async (log: Log, limit: number): Promise<ReadLog> => {
    const { task, attempt, step, steps, container } = log
    const parts: Uint8Array[] = []
    let length = 0
    // One byte more than is kept tells that there is more.
    for await (const part of cluster.podLog(log.ref, container, { limitBytes: limit + 1 })) {
      parts.push(part.subarray(0, limit - length))
      length += part.length
      if (length > limit) break
    }
    return { task, attempt, step, steps, container, parts, cut: length > limit }
  }

  /** Those of attempts that have no object of their own, as each of a chain has. */
  const withCompany = async (runId: RunId, logs: readonly Log[]): Promise<Log[]> => {
    const byAttempt = Map.groupBy(logs, ({ task, attempt }) => bundleName([{ task, attempt }]))
    if (byAttempt.size > few) return [...logs]
    const left = [...byAttempt].map(async ([name, ofOne]) =>
      (await objects.has(bundlesOf(runId) + name)) ? [] : ofOne,
    )
    return (await Promise.all(left)).flat()
  }

  const missing = async (runId: RunId, logs: readonly Log[]): Promise<Log[]> => {
    const left = await withCompany(runId, logs)
    if (left.length === 0) return left
    const bundles = await listBundles(objects, runId)
    return left.filter((log) => bundles.having(log).length === 0)
  }

  const copy = async (runId: RunId, logs: readonly Log[]): Promise<Unarchived[]> => {
    const unarchived: Unarchived[] = []
    const failed = (error: unknown, which: readonly (Log | ReadLog)[]): void => {
      for (const { task, attempt } of which) unarchived.push({ attempt: [task, attempt], error: error as Error })
    }
    const bundle = createPackLogs(async (name, packed) => {
      try {
        await objects.put(`${bundlesOf(runId)}${name}`, buildBundle(packed))
      } catch (error) {
        failed(error, packed)
      }
    }, bounds.bundle)
    const results = await inParallel(concurrency, logs, async (log) => {
      const some = await read(log, Math.min(bounds.small, log.maxBytes))
      // A copy: the pieces are views of the buffers in which they came, which may be far larger.
      if (!some.cut || log.maxBytes <= bounds.small) return bundle.add({ ...some, parts: [Buffer.concat(some.parts)] })
      // Only its size is known now: it is read anew when no other large log is held.
      return exclusively('large', async () => bundle.add(await read(log, log.maxBytes)))
    })
    await bundle.flush()
    results.forEach((result, n) => {
      if (result.status === 'rejected') failed(result.reason, [logs[n]!])
    })
    return unarchived
  }

  return async (runId, attempts, { again = false } = {}) => {
    const { ended, logs } = await states.using(runId, (run) => {
      const found = withLogs(run, attempts)
      return { ended: found, logs: found.flatMap((one) => logsOf(runId, run, one)) }
    })
    const looks = again || ended.some(({ endedAt }) => endedAt + promptly <= clock.now())
    return copy(runId, looks ? await missing(runId, logs) : logs)
  }
}
