import { setTimeout } from 'node:timers/promises'
import { MillraceError } from '../../../core/error.ts'

/** Waits up to `longest` milliseconds, by chance. Throws `Unavailable` as soon as the signal aborts. */
export const pause = async (longest: number, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await setTimeout(Math.random() * longest, undefined, { signal })
  } catch (cause) {
    throw new MillraceError('Unavailable', 'No time is left to try again what DynamoDB has not done.', { cause })
  }
}
