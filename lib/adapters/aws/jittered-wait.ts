import { setTimeout } from 'node:timers/promises'
import { MillraceError } from '../../core/error.ts'

/** Waits before the next try for at most `longest` ms, at random. Throws `Unavailable` when the signal aborts. */
export const jitteredWait = async (longest: number, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await setTimeout(Math.random() * longest, undefined, { signal })
  } catch (cause) {
    throw new MillraceError('Unavailable', 'No time is left to try again what AWS has not done.', { cause })
  }
}
