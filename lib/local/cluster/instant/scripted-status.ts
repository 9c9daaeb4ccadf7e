import type { Container, ContainerStatus, Pod, PodCondition, PodStatus } from '../../../core/kubernetes.ts'
import { timestamp } from '../api/timestamp.ts'
import type { Script } from './script.ts'

/** How far a pod has come. Times in epoch milliseconds. */
export interface Progress {
  pod: Pod
  script: Script
  /** The kubelet was given the pod. */
  acceptedAt: number
  startedAt?: number
  finishedAt?: number
  /** Something other than the script has ended it. */
  stopped?: { reason?: string; message?: string }
}

type State = NonNullable<ContainerStatus['state']>

/** The whole status of a pod that has come this far, as a kubelet reports it. */
export const scriptedStatus = (progress: Progress): PodStatus => {
  const { pod, acceptedAt, stopped } = progress
  const inits = (pod.spec.initContainers ?? []).map((one) => containerStatus(progress, one, initState(progress, one)))
  const mains = pod.spec.containers.map((one) => containerStatus(progress, one, mainState(progress, one)))
  const phase = phaseOf(progress, [...inits, ...mains])
  return {
    phase,
    ...(stopped?.reason === undefined ? {} : { reason: stopped.reason, message: stopped.message }),
    startTime: timestamp(acceptedAt),
    conditions: conditionsOf(progress, phase),
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: mains,
  }
}

const phaseOf = ({ startedAt, finishedAt, stopped }: Progress, all: ContainerStatus[]): PodStatus['phase'] => {
  if (finishedAt === undefined) return startedAt === undefined ? 'Pending' : 'Running'
  const failed = all.some(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0)
  return failed || stopped !== undefined ? 'Failed' : 'Succeeded'
}

/** The container that the script speaks of. */
const spokenOf = ({ pod, script }: Progress): string => script.container ?? pod.spec.containers.at(-1)?.name ?? ''

/** An init container that fails keeps all that come after it from starting. */
const failedInit = (progress: Progress): number =>
  progress.script.exitCode === 0
    ? -1
    : (progress.pod.spec.initContainers ?? []).findIndex(
        ({ name, restartPolicy }) => name === spokenOf(progress) && restartPolicy !== 'Always',
      )

const ended = (progress: Progress, exitCode: number, reason?: string): State => ({
  terminated: {
    exitCode,
    reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
    startedAt: timestamp(progress.startedAt ?? progress.acceptedAt),
    finishedAt: timestamp(progress.finishedAt ?? progress.acceptedAt),
  },
})

const initState = (progress: Progress, { name, restartPolicy }: Container): State => {
  const { pod, script, startedAt, finishedAt } = progress
  const at = (pod.spec.initContainers ?? []).findIndex((one) => one.name === name)
  const failed = failedInit(progress)
  if (startedAt === undefined || (failed >= 0 && at > failed)) return { waiting: { reason: 'PodInitializing' } }
  if (at === failed) return ended(progress, script.exitCode, script.reason)
  if (restartPolicy !== 'Always') return ended({ ...progress, finishedAt: startedAt }, 0)
  return finishedAt === undefined ? { running: { startedAt: timestamp(startedAt) } } : ended(progress, 0)
}

const mainState = (progress: Progress, { name }: Container): State => {
  const { pod, script, startedAt, finishedAt, stopped } = progress
  if (startedAt === undefined || failedInit(progress) >= 0)
    return { waiting: { reason: pod.spec.initContainers === undefined ? 'ContainerCreating' : 'PodInitializing' } }
  if (finishedAt === undefined) return { running: { startedAt: timestamp(startedAt) } }
  if (stopped !== undefined) return ended(progress, 143)
  const spoken = name === spokenOf(progress)
  const state = ended(progress, spoken ? script.exitCode : 0, spoken ? script.reason : undefined)
  const last = name === pod.spec.containers.at(-1)?.name
  return script.message !== undefined && last && state.terminated
    ? { terminated: { ...state.terminated, message: script.message } }
    : state
}

const containerStatus = ({ pod }: Progress, { name, image = '' }: Container, state: State): ContainerStatus =>
  ({
    name,
    state,
    lastState: {},
    ready: state.running !== undefined || (isInit(pod, name) && state.terminated?.exitCode === 0),
    started: state.running !== undefined,
    restartCount: 0,
    image,
    imageID: state.waiting === undefined ? `instant://${image}` : '',
    ...(state.waiting === undefined ? { containerID: `instant://${pod.metadata.uid}/${name}` } : {}),
  }) as ContainerStatus

const isInit = ({ spec }: Pod, container: string): boolean =>
  (spec.initContainers ?? []).some(({ name, restartPolicy }) => name === container && restartPolicy !== 'Always')

const notReadyBecause: Record<string, string> = {
  Pending: 'ContainersNotReady',
  Succeeded: 'PodCompleted',
  Failed: 'PodFailed',
}

const conditionsOf = (progress: Progress, phase: PodStatus['phase']): PodCondition[] => {
  const { acceptedAt, startedAt, finishedAt } = progress
  const at = timestamp(finishedAt ?? startedAt ?? acceptedAt)
  const why = notReadyBecause[phase ?? 'Pending']
  const condition = (type: string, holds: boolean, reason?: string): PodCondition => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: at,
    ...(reason === undefined ? {} : { reason }),
  })
  const initialized =
    progress.pod.spec.initContainers === undefined || (startedAt !== undefined && failedInit(progress) < 0)
  return [
    condition('PodReadyToStartContainers', phase === 'Running'),
    condition(
      'Initialized',
      initialized,
      phase === 'Succeeded' ? 'PodCompleted' : initialized ? undefined : 'ContainersNotInitialized',
    ),
    condition('Ready', phase === 'Running', why),
    condition('ContainersReady', phase === 'Running', why),
  ]
}
