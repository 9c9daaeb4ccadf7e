import type { ArchivedLogs, LogRef } from '../../app/collect/archived-logs.ts'
import { podRef } from '../../app/pod-ref.ts'
import { isError } from '../../core/error.ts'
import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run, RunState } from '../../core/run.ts'
import { planTask } from '../../core/task.ts'
import type { Cluster, PodRef } from '../../ports/cluster.ts'

/** A container of an attempt, and where its log is. */
export interface AttemptContainer {
  /** Absent where the attempt has only one. */
  step?: string
  pod: PodRef
  log: LogRef
}

export interface LogSources {
  /** Of one command: what is archived is listed once, and again only for a log that has no pod any more. */
  archive: ArchivedLogs
  cluster: () => Promise<Cluster | undefined>
}

export const containersOf = (
  runId: RunId,
  { plan, state }: { plan: IndexedPlan; state: Run },
  [task, attempt]: readonly [task: number, attempt: number],
): AttemptContainer[] => {
  const { steps } = plan.pods[planTask(plan, state, task).pod]!
  const pod = podRef(runId, { plan, state: state as RunState }, [task, attempt])
  return steps.map(({ container: { name } }, step) => ({
    ...(steps.length > 1 && { step: name }),
    pod,
    log: { runId, task, attempt, step, container: name },
  }))
}

/** The log as far as there is one: archived, else from the pod. Undefined when there is neither. */
export const readLog = async (
  { archive, cluster }: LogSources,
  { log, pod }: AttemptContainer,
): Promise<Uint8Array | undefined> => {
  const archived = await archive.read(log)
  if (archived) return archived
  const live = await cluster()
  // Archived and released since the archive was listed, or never there; or whoever hosts the cluster is just leaving.
  if (!live || !(await isThere(live, pod))) return archive.read(log, { again: true })
  const chunks: Uint8Array[] = []
  for await (const chunk of live.podLog(pod, log.container, {})) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const isThere = async (cluster: Cluster, pod: PodRef): Promise<boolean> => {
  try {
    return (await cluster.pod(pod)) !== undefined
  } catch (error) {
    if (isError(error, 'Unavailable')) return false
    throw error
  }
}
