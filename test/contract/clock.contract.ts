import { describe, expect, it } from 'vitest'
import type { Clock } from '../../lib/ports/clock.ts'

export interface ClockWorld {
  clock: Clock
  /** Lets time pass: at once where it is virtual, by waiting where it is not. */
  advance: (ms: number) => Promise<void>
}

/** What every clock must do. */
export const clockContract = (name: string, make: () => ClockWorld): void => {
  describe(`${name}: clock`, () => {
    it('tells whole milliseconds, never fewer than before', async () => {
      const { clock, advance } = make()
      const before = clock.now()
      await advance(20)
      expect(Number.isInteger(before)).toBe(true)
      expect(clock.now()).toBeGreaterThanOrEqual(before + 19)
    })

    it('wakes a waiter when its time has passed and not before', async () => {
      const { clock, advance } = make()
      const start = clock.now()
      let woken: number | undefined
      const sleep = async () => {
        await clock.wait(100)
        woken = clock.now() - start
      }
      const waiting = sleep()
      await advance(20)
      expect(woken).toBeUndefined()
      await advance(200)
      await waiting
      // A timer of the machine may fire within the millisecond before its time.
      expect(woken).toBeGreaterThanOrEqual(99)
    })

    it('wakes waiters in the order of their times', async () => {
      const { clock, advance } = make()
      const order: number[] = []
      const waits = [90, 30, 60].map((ms) => clock.wait(ms).then(() => order.push(ms)))
      await advance(120)
      await Promise.all(waits)
      expect(order).toEqual([30, 60, 90])
    })

    it('does not wait for a time that has passed', async () => {
      const { clock } = make()
      await clock.wait(0)
      await expect(clock.wait(-5)).resolves.toBeUndefined()
    })

    it('wakes a waiter as soon as the signal aborts, without an error', async () => {
      const { clock } = make()
      const stop = new AbortController()
      const waiting = clock.wait(3_600_000, stop.signal)
      stop.abort()
      await expect(waiting).resolves.toBeUndefined()
      await expect(clock.wait(3_600_000, stop.signal)).resolves.toBeUndefined()
    })

    it.each([2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY])('does not cut a wait of %d ms short', async (ms) => {
      const { clock, advance } = make()
      const stop = new AbortController()
      let woken = false
      const sleep = async () => {
        await clock.wait(ms, stop.signal)
        woken = true
      }
      const waiting = sleep()
      await advance(30)
      expect(woken).toBe(false)
      stop.abort()
      await waiting
    })
  })
}
