import type { Clock } from '../../ports/clock.ts'

export interface VirtualClock extends Clock {
  /**
   * Moves time on by `ms`. Whoever waits wakes at its own time, in order of times and then of calls, and all that it
   * does without waiting for more time is done before time moves further.
   */
  advance: (ms: number) => Promise<void>
  /** When the next waiter wakes; undefined when nobody waits. */
  nextWake(): number | undefined
}

interface Waiter {
  at: number
  wake: () => void
}

/** A full turn of the event loop: every promise that can be settled by now has been. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Time that stands still until it is moved. */
export const createVirtualClock = (start = 0): VirtualClock => {
  let now = start
  const waiters = new Set<Waiter>()

  const next = (): Waiter | undefined => {
    let first: Waiter | undefined
    for (const waiter of waiters) if (first === undefined || waiter.at < first.at) first = waiter
    return first
  }

  return {
    now: () => now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted) return resolve()
        const wake = () => {
          waiters.delete(waiter)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const waiter: Waiter = { at: now + ms, wake }
        waiters.add(waiter)
        signal?.addEventListener('abort', wake, { once: true })
      }),
    advance: async (ms) => {
      const end = now + ms
      await settle()
      for (let waiter = next(); waiter !== undefined && waiter.at <= end; waiter = next()) {
        now = Math.max(now, waiter.at)
        waiter.wake()
        await settle()
      }
      now = end
    },
    nextWake: () => next()?.at,
  }
}
