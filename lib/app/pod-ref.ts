import type { RunId } from '../core/message.ts'
import { taskName } from '../core/task.ts'
import { podName } from '../pods/name.ts'
import type { PodRef } from '../ports/cluster.ts'
import type { LoadedRun } from './run-states.ts'

/** Which pod is, or would be, the one of an attempt. */
export const podRef = (
  runId: RunId,
  { plan, state }: Pick<LoadedRun, 'plan' | 'state'>,
  [task, attempt]: readonly [number, number],
): PodRef => ({
  namespace: state.namespace,
  name: podName({ runId, task, taskName: taskName(plan, state, task), attempt }),
})
