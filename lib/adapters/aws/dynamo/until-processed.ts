import { MillraceError } from '../../../core/error.ts'

export interface Unprocessed<T> {
  items: readonly T[]
  /** One request for these items; answers those that DynamoDB did not get to. */
  send: (items: readonly T[]) => Promise<readonly T[]>
  /** Waits up to so many milliseconds. */
  pause: (longest: number) => Promise<void>
}

/** Requests without any progress, the first included; the SDK has tried each several times. */
const maxTries = 6
/** Longest wait before the second try, in milliseconds; it doubles with each further one. */
const firstWait = 50

/** Sends what is left out of an answer again, as DynamoDB asks for: after a wait. Throws `Unavailable` when it does not help. */
export const untilProcessed = async <T>({ items, send, pause }: Unprocessed<T>): Promise<void> => {
  for (let left = items, tries = 1; left.length > 0; ) {
    const before = left.length
    left = await send(left)
    if (left.length === 0) return
    tries = left.length < before ? 1 : tries + 1
    if (tries > maxTries) {
      throw new MillraceError(
        'Unavailable',
        `DynamoDB has not got to ${left.length} of ${items.length} items of a batch`,
      )
    }
    await pause(firstWait * 2 ** tries)
  }
}
