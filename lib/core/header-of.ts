import type { RunHeader } from './header.ts'
import type { RunId } from './message.ts'
import type { Plan } from './plan.ts'
import type { Run } from './run.ts'

/** The header that a state gives; when the run wants to be looked at is for others to say. */
export const headerOf = (runId: RunId, { source }: Pick<Plan, 'source'>, state: Run): Omit<RunHeader, 'dueAt'> => ({
  runId,
  namespace: state.namespace,
  name: state.name,
  source: `${source.kind}/${source.name}`,
  seq: state.seq,
  phase: state.phase,
  reason: state.reason,
  message: state.message,
  tasks: { total: state.tasks.length, ended: state.tasks.length - state.open },
  createdAt: state.openedAt,
  endedAt: state.endedAt,
})
