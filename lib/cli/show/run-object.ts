import type { RunHeader } from '../../core/header.ts'
import { headerOf } from '../../core/header-of.ts'
import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run } from '../../core/run.ts'
import { taskName } from '../../core/task.ts'

const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString())

/** A run as `-o json` prints it: in the form of a Kubernetes object. */
export const runObject = ({
  runId,
  namespace,
  name,
  source,
  phase,
  reason,
  message,
  tasks,
  createdAt,
  endedAt,
}: RunHeader) => ({
  apiVersion: 'millrace.dev/v1',
  kind: 'Run',
  metadata: { name, namespace, uid: runId, creationTimestamp: iso(createdAt) },
  spec: { source },
  status: { phase, reason, message, tasks, startTime: iso(createdAt), completionTime: iso(endedAt) },
})

/** The same with what became of each task. */
export const detailedRunObject = (runId: RunId, plan: IndexedPlan, state: Run) => {
  const object = runObject(headerOf(runId, plan, state))
  const taskStatuses = state.tasks.map((task, index) => ({
    name: taskName(plan, state, index),
    phase: task.phase,
    reason: task.reason,
    message: task.message,
    attempts: task.phase === 'Pending' || (task.phase === 'Skipped' && task.uid === undefined) ? 0 : task.attempt + 1,
    exitCode: task.exitCode,
    startTime: iso(task.startedAt),
    completionTime: iso(task.endedAt),
  }))
  return { ...object, status: { ...object.status, taskStatuses } }
}
