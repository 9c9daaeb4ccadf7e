import type { PodContext } from './pod-context.ts'

/** Milliseconds. A claim may be bound in a moment, a Secret may take a person. */
const firstPause = 10
const longestPause = 1000

/**
 * Tries until it works, or until the pod is to end: undefined then. `onFailure` is told of every failure, with how long
 * it has been failing, and may throw to give up.
 */
export const untilPossible = async <T>(
  { node: { clock }, stopping }: Pick<PodContext, 'node' | 'stopping'>,
  attempt: () => T,
  onFailure: (error: unknown, forMs: number) => void,
): Promise<T | undefined> => {
  const since = clock.now()
  for (let pause = firstPause; !stopping.aborted; pause = Math.min(pause * 2, longestPause)) {
    try {
      return attempt()
    } catch (error) {
      onFailure(error, clock.now() - since)
    }
    await clock.wait(pause, stopping)
  }
  return undefined
}
