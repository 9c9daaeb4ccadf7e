import type { Container, ContainerStateTerminated, ContainerStatus, Pod } from '../../../core/kubernetes.ts'
import type { ContainerProcess } from './container-process.ts'

/** What the kubelet knows of a container. A sidecar is an init container with `restartPolicy: Always`. */
export interface ContainerRecord {
  readonly spec: Container
  readonly role: 'init' | 'sidecar' | 'main'
  state: NonNullable<ContainerStatus['state']>
  /** How it ended before it was restarted. */
  last?: ContainerStateTerminated
  restarts: number
  /** Its start-up probe, if any, has succeeded; of the present process. */
  started: boolean
  /** Resolves when a sidecar has started for the first time. */
  readonly up: PromiseWithResolvers<void>
  /** While there is one. */
  process?: ContainerProcess
  /** It will not run again. */
  over: boolean
}

/** Of a pod's containers in the order in which they start. */
export const containerRecords = ({ spec }: Pod): ContainerRecord[] => {
  const inits = spec.initContainers ?? []
  const reason = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating'
  const record = (container: Container, role: ContainerRecord['role']): ContainerRecord => ({
    spec: container,
    role,
    state: { waiting: { reason } },
    restarts: 0,
    started: false,
    up: Promise.withResolvers(),
    over: false,
  })
  return [
    ...inits.map((container) => record(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init')),
    ...spec.containers.map((container) => record(container, 'main')),
  ]
}

export const isInit = ({ role }: ContainerRecord): boolean => role !== 'main'

/** Initialised, as far as this init container goes. */
export const isComplete = ({ role, state, started }: ContainerRecord): boolean =>
  role === 'sidecar' ? started && state.running !== undefined : state.terminated?.exitCode === 0

export const isReady = (record: ContainerRecord): boolean =>
  record.role === 'main' ? record.state.running !== undefined : isComplete(record)
