import type { Clock } from '../../../ports/clock.ts'
import type { ContainerProcess } from './container-process.ts'

/** A moment, epoch ms, that may come nearer; `changed` tells when it has. */
export interface Moment {
  readonly at: number
  readonly changed: AbortSignal
}

/** Kills the process if it still runs at `due`, but not before `earliest`. */
export const killWhenLate = async (
  clock: Clock,
  process: ContainerProcess,
  { due, earliest }: { due: () => Moment; earliest: number },
): Promise<void> => {
  const ended = new AbortController()
  void process.ended.then(() => ended.abort())
  while (!ended.signal.aborted) {
    const { at, changed } = due()
    const left = Math.max(at, earliest) - clock.now()
    if (left <= 0) return process.kill()
    await clock.wait(left, AbortSignal.any([changed, ended.signal]))
  }
}
