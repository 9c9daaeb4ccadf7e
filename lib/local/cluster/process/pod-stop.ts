import type { Clock } from '../../../ports/clock.ts'
import type { ContainerRecord } from './container-record.ts'

/** Milliseconds that a kubelet leaves to a sidecar whose turn comes when the pod's grace is over. */
const leastForSidecar = 2000

/** How a pod comes to its end: SIGTERM, grace, SIGKILL. */
export interface PodStop {
  readonly stopping: AbortSignal
  readonly retiring: AbortSignal
  /** Before its time: nothing starts any more, and everything but the sidecars is to end within `graceMs`. */
  request(graceMs: number): void
  /** It is the sidecars' turn, one by one, within what is left of the grace: `graceMs` if it has not begun yet. */
  retire(graceMs: number): void
  /** Asks a container to end, and makes it when its time is over. */
  readonly terminate: (record: ContainerRecord) => void
  /** Ends everything, at once. */
  kill(): void
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

  const shorten = (graceMs: number): void => {
    until = Math.min(until, clock.now() + graceMs)
    shortened.abort()
    shortened = new AbortController()
  }
  const terminate = (record: ContainerRecord): void => {
    if (!record.process) return
    onTerminate(record)
    record.process.terminate()
    void killWhenLate(record, clock.now() + (record.role === 'sidecar' ? leastForSidecar : 0))
  }
  const killWhenLate = async ({ process }: ContainerRecord, earliest: number): Promise<void> => {
    const ended = new AbortController()
    void process?.ended.then(() => ended.abort())
    while (!ended.signal.aborted) {
      const left = Math.max(until, earliest) - clock.now()
      if (left <= 0) return process?.kill()
      await clock.wait(left, AbortSignal.any([shortened.signal, ended.signal]))
    }
  }
  const abort = (): void => {
    stop.abort()
    retirement.abort()
  }
  const kill = (): void => {
    abort()
    for (const { process } of records) process?.kill()
  }
  return {
    stopping: stop.signal,
    retiring: retirement.signal,
    request: (graceMs) => {
      shorten(graceMs)
      if (graceMs === 0) return kill()
      if (stop.signal.aborted) return
      abort()
      for (const record of records) if (record.role !== 'sidecar') terminate(record)
    },
    retire: (graceMs) => {
      retirement.abort()
      shorten(graceMs)
    },
    terminate,
    kill,
  }
}
