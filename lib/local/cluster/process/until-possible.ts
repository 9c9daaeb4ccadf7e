import type { Clock } from '../../../ports/clock.ts'

/** Milliseconds. A claim may be bound in a moment, a Secret may take a person. */
const firstPause = 10
const longestPause = 1000

/**
 * Tries until it works, or until the signal aborts: undefined then. `onFailure` is told of every failure, with how long
 * it has been failing, and may throw to give up.
 */
export const untilPossible = async <T>(
  { clock, signal }: { clock: Clock; signal: AbortSignal },
  attempt: () => T,
  onFailure: (error: unknown, forMs: number) => void,
): Promise<T | undefined> => {
  const since = clock.now()
  for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
    try {
      return attempt()
    } catch (error) {
      onFailure(error, clock.now() - since)
    }
    await clock.wait(pause, signal)
  }
  return undefined
}
