import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../../../lib/adapters/memory/virtual-clock.ts'

describe('virtual clock', () => {
  it('stands still until it is moved', async () => {
    const clock = createVirtualClock(1_000)
    expect(clock.now()).toBe(1_000)
    await clock.advance(250)
    expect(clock.now()).toBe(1_250)
  })

  it('lets those it wakes finish, and wait again, before time moves further', async () => {
    const clock = createVirtualClock()
    const trace: string[] = []
    const loop = async (name: string, period: number) => {
      for (let turn = 0; turn < 3; turn += 1) {
        await clock.wait(period)
        await Promise.resolve()
        trace.push(`${name} at ${clock.now()}`)
      }
    }
    const loops = [loop('slow', 20), loop('fast', 10)]
    await clock.advance(100)
    await Promise.all(loops)
    expect(trace).toEqual(['fast at 10', 'slow at 20', 'fast at 20', 'fast at 30', 'slow at 40', 'slow at 60'])
    expect(clock.now()).toBe(100)
  })

  it('tells when the next waiter wakes', async () => {
    const clock = createVirtualClock(5)
    expect(clock.nextWake()).toBeUndefined()
    const stop = new AbortController()
    const waits = [clock.wait(30), clock.wait(10, stop.signal)]
    expect(clock.nextWake()).toBe(15)
    stop.abort()
    expect(clock.nextWake()).toBe(35)
    await clock.advance(30)
    await Promise.all(waits)
    expect(clock.nextWake()).toBeUndefined()
  })
})
