import type { RunId } from '../../core/message.ts'
import { partition } from '../../core/rule/release.ts'
import { planTask } from '../../core/task.ts'
import type { AttemptRef } from '../../core/wants.ts'
import type { Cluster, PodRef } from '../../ports/cluster.ts'
import type { Objects } from '../../ports/objects.ts'
import { inParallel } from '../in-parallel.ts'
import { podRef } from '../pod-ref.ts'
import type { LoadedRun, RunStates } from '../run-states.ts'

/** Where the archived log of one container is kept. */
export const logKey = (runId: RunId, [task, attempt]: readonly [number, number], container: string): string =>
  `logs/${runId}/${task}/${attempt}/${container}`

/** Pods whose logs one invocation reads at once. */
const concurrency = 8

interface Log {
  attempt: AttemptRef
  ref: PodRef
  container: string
  key: string
  maxBytes: number
}

const logsOf = (runId: RunId, run: LoadedRun, attempt: AttemptRef): Log[] => {
  const { plan, state } = run
  const { steps } = plan.pods[planTask(plan, state, attempt[0]).pod]!
  return steps.map(({ container: { name } }) => ({
    attempt,
    ref: podRef(runId, run, attempt),
    container: name,
    key: logKey(runId, attempt, name),
    maxBytes: state.settings.maxLogBytes,
  }))
}

/** An attempt whose logs could not be copied, and why. */
export interface Unarchived {
  attempt: AttemptRef
  error: Error
}

/** What is released already has been archived, or has nothing to archive; no more has what was lost. */
const withLogs = ({ state }: LoadedRun, attempts: readonly AttemptRef[]): AttemptRef[] =>
  partition(state.unreleased, attempts)
    .found.filter(({ uid, lost }) => uid !== undefined && !lost)
    .map(({ task, attempt }) => [task, attempt])

/**
 * Copies the logs of ended attempts to the object store: one request per container, none when it is there already.
 * A log over the limit is cut, and says so at its end. Answers what it could not copy.
 */
export const createArchive = ({
  cluster,
  objects,
  states,
}: {
  cluster: Pick<Cluster, 'podLog'>
  objects: Objects
  states: RunStates
}) => {
  const read = async ({ ref, container, maxBytes }: Log): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = []
    // One byte more than is kept tells that there is more.
    for await (const chunk of cluster.podLog(ref, container, { limitBytes: maxBytes + 1 })) chunks.push(chunk)
    const all = Buffer.concat(chunks)
    if (all.length <= maxBytes) return all
    return Buffer.concat([all.subarray(0, maxBytes), Buffer.from(`\n[millrace: log cut at ${maxBytes} bytes]\n`)])
  }

  /** Of two that archive at once the second may find the pod deleted and its log empty: the first one counts. */
  const archive = async (log: Log): Promise<void> => {
    if (await objects.has(log.key)) return
    await objects.put(log.key, await read(log))
  }

  return async (runId: RunId, attempts: readonly AttemptRef[]): Promise<Unarchived[]> => {
    const logs = await states.using(runId, (run) =>
      withLogs(run, attempts).flatMap((attempt) => logsOf(runId, run, attempt)),
    )
    const results = await inParallel(concurrency, logs, archive)
    return results.flatMap((result, n) =>
      result.status === 'rejected' ? [{ attempt: logs[n]!.attempt, error: result.reason as Error }] : [],
    )
  }
}
