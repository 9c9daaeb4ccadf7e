import type { Container, ContainerStateTerminated, ContainerStatus, Pod } from '../../core/kubernetes.ts'
import { epochMs } from './epoch-ms.ts'

/** A container that has to end for its task to end, with what the kubelet says of it. */
export interface Step {
  container: Container
  status?: ContainerStatus
}

/** Init containers in order, without native sidecars. */
export const initSteps = ({ spec, status }: Pod): Step[] =>
  paired(spec.initContainers, status?.initContainerStatuses).filter(
    ({ container }) => container.restartPolicy !== 'Always',
  )

export const mainSteps = ({ spec, status }: Pod): Step[] => paired(spec.containers, status?.containerStatuses)

/** In the order in which they run. */
export const allSteps = (pod: Pod): Step[] => [...initSteps(pod), ...mainSteps(pod)]

export const terminated = ({ status }: Step): ContainerStateTerminated | undefined => status?.state?.terminated

export const hasStarted = (step: Step): boolean =>
  step.status?.state?.running !== undefined || terminated(step) !== undefined

/** Epoch ms. */
export const startedAt = (pod: Pod): number | undefined =>
  first(allSteps(pod).map(({ status }) => epochMs((status?.state?.running ?? status?.state?.terminated)?.startedAt)))

/** Epoch ms. */
export const finishedAt = (pod: Pod): number | undefined =>
  first(
    allSteps(pod).map((step) => epochMs(terminated(step)?.finishedAt)),
    (a, b) => b - a,
  )

const paired = (containers: Container[] = [], statuses: ContainerStatus[] = []): Step[] =>
  containers.map((container) => ({ container, status: statuses.find(({ name }) => name === container.name) }))

const first = (times: (number | undefined)[], order = (a: number, b: number) => a - b): number | undefined =>
  times.filter((time) => time !== undefined).sort(order)[0]
