import type { ContainerStatus, Pod } from '../../core/kubernetes.ts'

export interface Why {
  reason?: string
  message?: string
}

/** What every container goes through; it says nothing. */
const ordinary = new Set(['ContainerCreating', 'PodInitializing'])

/** Why the pod does not start: what its first stuck container says, else what the scheduler says. */
export const whyPending = ({ status }: Pod): Why => {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return stuck(statuses) ?? unscheduled(status?.conditions) ?? {}
}

const stuck = (statuses: readonly ContainerStatus[]): Why | undefined => {
  const waiting = statuses.map(({ state }) => state?.waiting).find((w) => w?.reason && !ordinary.has(w.reason))
  return waiting && { reason: waiting.reason, message: waiting.message }
}

const unscheduled = (conditions: NonNullable<Pod['status']>['conditions'] = []): Why | undefined => {
  const scheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  return scheduled && { reason: scheduled.reason, message: scheduled.message }
}
