import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Leases } from '../../lib/ports/leases.ts'

export interface LeasesWorld {
  leases: Leases
  close?: () => Promise<void>
}

/** What every store of leases must do. `make` answers an empty one. */
export const leasesContract = (name: string, make: () => Promise<LeasesWorld>): void => {
  describe(`${name}: leases`, () => {
    let world: LeasesWorld
    let leases: Leases
    beforeEach(async () => {
      world = await make()
      leases = world.leases
    })
    afterEach(() => world.close?.())

    const held = { owner: 'first', until: 1_000, ending: false }
    const take = (owner: string, now: number) => leases.take('cluster', owner, { now, until: now + 1_000 })

    it('is absent until somebody takes it', async () => {
      expect(await leases.read('cluster')).toBeUndefined()
      expect(await take('first', 0)).toEqual(held)
      expect(await leases.read('cluster')).toEqual(held)
      expect(await leases.read('other')).toBeUndefined()
    })

    it('is not taken while it is held, not even by its owner', async () => {
      await take('first', 0)
      expect(await take('second', 999)).toBeUndefined()
      expect(await take('first', 999)).toBeUndefined()
      expect(await leases.read('cluster')).toEqual(held)
    })

    it('goes to one of 16 who ask at once', async () => {
      const asked = await Promise.all(Array.from({ length: 16 }, (_, n) => take(`owner-${n}`, 0)))
      const taken = asked.filter((lease) => lease !== undefined)
      expect(taken).toHaveLength(1)
      expect(await leases.read('cluster')).toEqual(taken[0])
    })

    it('is taken after it has expired', async () => {
      await take('first', 0)
      expect(await take('second', 1_001)).toEqual({ owner: 'second', until: 2_001, ending: false })
    })

    it('is taken while it is ending, and is then no longer ending', async () => {
      await take('first', 0)
      await leases.update('cluster', 'first', { ending: true })
      expect(await leases.read('cluster')).toEqual({ ...held, ending: true })
      expect(await take('second', 1)).toEqual({ owner: 'second', until: 1_001, ending: false })
    })

    it('is taken again by an owner that marked it ending', async () => {
      await take('first', 0)
      await leases.update('cluster', 'first', { ending: true })
      expect(await take('first', 1)).toMatchObject({ owner: 'first', until: 1_001, ending: false })
    })

    it('hands its resourceVersion to whoever takes it', async () => {
      await take('first', 0)
      await leases.update('cluster', 'first', { resourceVersion: '4711' })
      expect(await take('second', 1_001)).toMatchObject({ owner: 'second', resourceVersion: '4711' })
      expect(await leases.read('cluster')).toMatchObject({ resourceVersion: '4711' })
    })

    it('changes only what is given', async () => {
      await take('first', 0)
      expect(await leases.update('cluster', 'first', { resourceVersion: '1' })).toBe(true)
      expect(await leases.update('cluster', 'first', { until: 5_000 })).toBe(true)
      expect(await leases.update('cluster', 'first', { ending: true, until: undefined })).toBe(true)
      expect(await leases.read('cluster')).toEqual({
        owner: 'first',
        until: 5_000,
        ending: true,
        resourceVersion: '1',
      })
      expect(await leases.update('cluster', 'first', { ending: false })).toBe(true)
      expect(await leases.read('cluster')).toMatchObject({ ending: false, until: 5_000, resourceVersion: '1' })
    })

    it('is renewed by its owner after it has expired, if nobody took it', async () => {
      await take('first', 0)
      expect(await leases.update('cluster', 'first', { until: 9_000 })).toBe(true)
      expect(await take('second', 5_000)).toBeUndefined()
    })

    it('is not changed by one who has lost it', async () => {
      await take('first', 0)
      const second = await take('second', 1_001)
      expect(await leases.update('cluster', 'first', { until: 9_000, ending: true })).toBe(false)
      expect(await leases.update('absent', 'first', { until: 9_000 })).toBe(false)
      expect(await leases.read('cluster')).toEqual(second)
    })

    it('is dropped only by its owner and only when ending', async () => {
      await take('first', 0)
      expect(await leases.drop('cluster', 'first')).toBe(false)
      await leases.update('cluster', 'first', { ending: true })
      expect(await leases.drop('cluster', 'second')).toBe(false)
      expect(await leases.read('cluster')).toBeDefined()
      expect(await leases.drop('cluster', 'first')).toBe(true)
      expect(await leases.read('cluster')).toBeUndefined()
      expect(await leases.drop('cluster', 'first')).toBe(false)
    })

    it('is not dropped by one who marked it ending and then lost it', async () => {
      await take('first', 0)
      await leases.update('cluster', 'first', { ending: true })
      const second = await take('second', 1)
      expect(await leases.drop('cluster', 'first')).toBe(false)
      expect(await leases.read('cluster')).toEqual(second)
    })

    it('forgets the resourceVersion when it is dropped', async () => {
      await take('first', 0)
      await leases.update('cluster', 'first', { ending: true, resourceVersion: '4711' })
      await leases.drop('cluster', 'first')
      expect(await take('second', 1)).toEqual({ owner: 'second', until: 1_001, ending: false })
    })
  })
}
