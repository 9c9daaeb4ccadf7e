import type { Clock } from '../../../ports/clock.ts'
import type { ContainerRecord } from './container-record.ts'
import { killWhenLate } from './kill-when-late.ts'

/** Milliseconds that a kubelet leaves to a sidecar whose turn comes when the pod's grace is over. */
const leastForSidecar = 2000

/** How a pod comes to its end: SIGTERM, grace, SIGKILL. */
export interface PodStop {
  readonly stopping: AbortSignal
  readonly retiring: AbortSignal
  /** Before its time: nothing starts any more, and everything but the sidecars is to end within `graceMs`. */
  readonly request: (graceMs: number) => void
  /** It is the sidecars' turn, one by one, within what is left of the grace: `graceMs` if it has not begun yet. */
  readonly retire: (graceMs: number) => void
  /** Asks a container to end, and makes it when its time is over. */
  readonly terminate: (record: ContainerRecord) => void
  /** Ends everything, at once. */
  readonly kill: () => void
}

export const podStop = (
  clock: Clock,
  records: readonly ContainerRecord[],
  onTerminate: (record: ContainerRecord) => void,
): PodStop => {
  const stop = new AbortController()
  const retirement = new AbortController()
  let until = Number.POSITIVE_INFINITY
  let shortened = new AbortController()

  const endWithin = (graceMs: number): void => {
    until = Math.min(until, clock.now() + graceMs)
    shortened.abort()
    shortened = new AbortController()
  }
  const terminate = (record: ContainerRecord): void => {
    const { process, role } = record
    if (!process) return
    onTerminate(record)
    process.terminate()
    const earliest = clock.now() + (role === 'sidecar' ? leastForSidecar : 0)
    void killWhenLate(clock, process, { due: () => ({ at: until, changed: shortened.signal }), earliest })
  }
  const startNothing = (): void => {
    stop.abort()
    retirement.abort()
  }
  const kill = (): void => {
    startNothing()
    for (const { process } of records) process?.kill()
  }
  const request = (graceMs: number): void => {
    endWithin(graceMs)
    if (graceMs === 0) return kill()
    if (stop.signal.aborted) return
    startNothing()
    for (const record of records) if (record.role !== 'sidecar') terminate(record)
  }
  const retire = (graceMs: number): void => {
    retirement.abort()
    endWithin(graceMs)
  }
  return { stopping: stop.signal, retiring: retirement.signal, request, retire, terminate, kill }
}
