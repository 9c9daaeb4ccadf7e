import { logKey } from '../../app/collect/archive.ts'
import { podRef } from '../../app/pod-ref.ts'
import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run, RunState } from '../../core/run.ts'
import { planTask } from '../../core/task.ts'
import type { Cluster, PodRef } from '../../ports/cluster.ts'
import type { Objects } from '../../ports/objects.ts'

/** A container of an attempt, and where its log is. */
export interface AttemptContainer {
  /** Absent where the attempt has only one. */
  step?: string
  container: string
  ref: PodRef
  key: string
}

export interface LogSources {
  objects: Objects
  cluster: () => Promise<Cluster | undefined>
}

export const containersOf = (
  runId: RunId,
  { plan, state }: { plan: IndexedPlan; state: Run },
  attempt: readonly [task: number, attempt: number],
): AttemptContainer[] => {
  const { steps } = plan.pods[planTask(plan, state, attempt[0]).pod]!
  const ref = podRef(runId, { plan, state: state as RunState }, attempt)
  return steps.map(({ container: { name } }) => ({
    ...(steps.length > 1 && { step: name }),
    container: name,
    ref,
    key: logKey(runId, attempt, name),
  }))
}

/** The log as far as there is one: archived, else from the pod. Undefined when there is neither. */
export const readLog = async (
  { objects, cluster }: LogSources,
  { key, ref, container }: AttemptContainer,
): Promise<Uint8Array | undefined> => {
  const archived = await objects.get(key)
  if (archived) return archived
  const live = await cluster()
  if (!live || !(await live.pod(ref))) return objects.get(key)
  const chunks: Uint8Array[] = []
  for await (const chunk of live.podLog(ref, container, {})) chunks.push(chunk)
  return Buffer.concat(chunks)
}
