import type { Clock } from '../../../ports/clock.ts'
import type { ContainerRecord } from './container-record.ts'

/** How a pod comes to its end before its time: SIGTERM, grace, SIGKILL. */
export interface PodStop {
  readonly stopping: AbortSignal
  readonly retiring: AbortSignal
  /** Nothing starts any more, everything but the sidecars is asked to end, and whatever runs after `graceMs` is killed. */
  request(graceMs: number): void
  /** The sidecars' turn: they are ended one by one, by `terminate`, within `graceMs`. */
  retire(graceMs: number): void
  /** Asks one container to end. */
  readonly terminate: (record: ContainerRecord) => void
  /** Ends everything, at once. */
  kill(): void
  /** There is nothing left to kill. */
  settle(): void
}

export const podStop = (
  clock: Clock,
  records: readonly ContainerRecord[],
  onTerminate: (record: ContainerRecord) => void,
): PodStop => {
  const stop = new AbortController()
  const retirement = new AbortController()
  const settled = new AbortController()

  const killAll = (): void => {
    for (const { process } of records) process?.kill()
  }
  const killAfter = async (ms: number): Promise<void> => {
    await clock.wait(ms, settled.signal)
    if (!settled.signal.aborted) killAll()
  }
  const terminate = (record: ContainerRecord): void => {
    if (!record.process) return
    onTerminate(record)
    record.process.terminate()
  }
  const abort = (): void => {
    stop.abort()
    retirement.abort()
  }
  return {
    stopping: stop.signal,
    retiring: retirement.signal,
    request: (graceMs) => {
      // Another request may only shorten the grace.
      void killAfter(graceMs)
      if (stop.signal.aborted) return
      abort()
      for (const record of records) if (record.role !== 'sidecar') terminate(record)
    },
    retire: (graceMs) => {
      retirement.abort()
      void killAfter(graceMs)
    },
    terminate,
    kill: () => {
      abort()
      killAll()
    },
    settle: () => settled.abort(),
  }
}
