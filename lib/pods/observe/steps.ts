import type { Container, ContainerStateTerminated, ContainerStatus, Pod } from '../../core/kubernetes.ts'
import { helperNames, isHelper } from '../helper-names.ts'
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

/** The author's own. */
export const ownSteps = (pod: Pod): Step[] => allSteps(pod).filter(({ container }) => !isHelper(container.name))

export const collectorStep = (pod: Pod): Step | undefined =>
  mainSteps(pod).find(({ container }) => container.name === helperNames.collector)

export const terminated = ({ status }: Step): ContainerStateTerminated | undefined => status?.state?.terminated

export const hasStarted = (step: Step): boolean =>
  step.status?.state?.running !== undefined || terminated(step) !== undefined

/**
 * An init container that ended with 0 though the kernel killed something in it for want of memory. To the kubelet that
 * is a failure, after which it starts nothing more; but it counts by exit codes whether the pod has failed, so that the
 * pod stays Pending for ever.
 */
export const stuckStep = (pod: Pod): Step | undefined => {
  const steps = allSteps(pod)
  const index = initSteps(pod).findIndex((step) => {
    const end = terminated(step)
    return end?.reason === 'OOMKilled' && end.exitCode === 0
  })
  return index < 0 || steps.slice(index + 1).some(hasStarted) ? undefined : steps[index]
}

/** Epoch ms. */
export const startedAt = (pod: Pod): number | undefined =>
  first(ownSteps(pod).map(({ status }) => epochMs((status?.state?.running ?? status?.state?.terminated)?.startedAt)))

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
