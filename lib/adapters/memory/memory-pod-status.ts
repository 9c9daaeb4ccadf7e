import type { Container, ContainerStatus, Pod, PodStatus } from '../../core/kubernetes.ts'

/** What one container comes to. */
export interface ContainerOutcome {
  exitCode?: number
  /** Its termination message. */
  message?: string
}

type State = NonNullable<ContainerStatus['state']>

/** Statuses as a kubelet reports them. Times are epoch ms. */
export const waitingStatus = (pod: Pod, startTime: number, why?: { reason: string; message?: string }): PodStatus => ({
  phase: 'Pending',
  startTime: kubeTime(startTime),
  ...statuses(pod, (container, { init }) => {
    const first = container === (pod.spec.initContainers ?? pod.spec.containers)[0]
    if (first) return { waiting: why ?? { reason: 'ContainerCreating' } }
    return { waiting: { reason: init || pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' } }
  }),
})

export const runningStatus = (pod: Pod, startTime: number, startedAt: number): PodStatus => ({
  phase: 'Running',
  startTime: kubeTime(startTime),
  ...statuses(pod, (container, { init }) =>
    init && container.restartPolicy !== 'Always'
      ? {
          terminated: {
            exitCode: 0,
            reason: 'Completed',
            startedAt: kubeTime(startedAt),
            finishedAt: kubeTime(startedAt),
          },
        }
      : { running: { startedAt: kubeTime(startedAt) } },
  ),
})

export interface Ending {
  startTime: number
  startedAt: number
  finishedAt: number
  outcomeOf: (container: string) => ContainerOutcome
  /** Of the pod: `DeadlineExceeded`, `Evicted`. */
  reason?: string
  message?: string
  conditions?: PodStatus['conditions']
}

/** A step (init container) that fails is the last one to start. */
export const endedStatus = (pod: Pod, ending: Ending): PodStatus => {
  const { startTime, startedAt, finishedAt, outcomeOf, ...rest } = ending
  let broken = false
  let failed = false
  const times = { startedAt: kubeTime(startedAt), finishedAt: kubeTime(finishedAt) }
  const ended = statuses(pod, (container, { init }) => {
    if (broken) return { waiting: { reason: 'PodInitializing' } }
    const { exitCode = 0, message } = outcomeOf(container.name)
    const step = container.restartPolicy !== 'Always'
    failed ||= step && exitCode !== 0
    broken = init && failed
    return { terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', message, ...times } }
  })
  const phase = failed || rest.reason !== undefined ? 'Failed' : 'Succeeded'
  return { phase, startTime: kubeTime(startTime), ...rest, ...ended }
}

const statuses = (pod: Pod, stateOf: (container: Container, place: { init: boolean }) => State) => {
  const statusOf = (init: boolean) => (container: Container) => {
    const state = stateOf(container, { init })
    const started = state.running !== undefined
    return { name: container.name, state, ready: started, started, restartCount: 0, image: container.image ?? '' }
  }
  const initContainerStatuses = pod.spec.initContainers?.map(statusOf(true))
  return { initContainerStatuses, containerStatuses: pod.spec.containers.map(statusOf(false)) }
}

/** Kubernetes tells times in whole seconds. */
export const kubeTime = (at: number): string =>
  new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z')
