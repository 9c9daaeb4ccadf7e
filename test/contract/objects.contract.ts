import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Objects } from '../../lib/ports/objects.ts'

export interface ObjectsWorld {
  objects: Objects
  close?: () => Promise<void>
}

/** What every store of objects must do. `make` answers an empty one. */
export const objectsContract = (name: string, make: () => Promise<ObjectsWorld>): void => {
  describe(`${name}: objects`, () => {
    let world: ObjectsWorld
    let objects: Objects
    beforeEach(async () => {
      world = await make()
      objects = world.objects
    })
    afterEach(() => world.close?.())

    const bytes = (text: string) => new TextEncoder().encode(text)

    it('answers nothing for a key that was never put', async () => {
      expect(await objects.get('logs/a')).toBeUndefined()
      expect(await objects.has('logs/a')).toBe(false)
      expect(await objects.list('')).toEqual([])
    })

    it.each([0, 1, 1024 * 1024, 1024 * 1024 + 1, 5_000_000])('keeps a body of %i bytes whole', async (size) => {
      const body = new Uint8Array(randomBytes(size))
      await objects.put('logs/a', body)
      const read = await objects.get('logs/a')
      expect(read?.length).toBe(size)
      expect(Buffer.compare(read!, body)).toBe(0)
      expect(await objects.has('logs/a')).toBe(true)
    })

    it('keeps the first body that was put, longer or shorter', async () => {
      const body = new Uint8Array(randomBytes(3_000_000))
      await objects.put('logs/a', body)
      await objects.put('logs/a', bytes('short'))
      expect(Buffer.compare((await objects.get('logs/a'))!, body)).toBe(0)
      await objects.put('logs/b', bytes(''))
      await objects.put('logs/b', body)
      expect(await objects.get('logs/b')).toEqual(bytes(''))
      expect(await objects.list('')).toEqual(['logs/a', 'logs/b'])
    })

    it('keeps what was put when the caller reuses the buffer', async () => {
      const body = bytes('before')
      await objects.put('a', body)
      body.fill(0)
      expect(await objects.get('a')).toEqual(bytes('before'))
    })

    it('ends with one whole body after concurrent puts', async () => {
      const bodies = Array.from({ length: 8 }, (_, n) => new Uint8Array(1_500_000).fill(n))
      await Promise.all(bodies.map((body) => objects.put('a', body)))
      const read = await objects.get('a')
      expect(bodies.some((body) => Buffer.compare(body, read!) === 0)).toBe(true)
    })

    const keys = ['logs/run-1/a', 'logs/run-1/b', 'logs/run-10/a', 'logs/run_1/a', 'logs/RUN-1/a', 'logs/ü/失敗', 'x']

    it('lists the keys that start with exactly the prefix, sorted', async () => {
      for (const key of keys.toReversed()) await objects.put(key, bytes(key))
      expect(await objects.list('logs/run-1/')).toEqual(['logs/run-1/a', 'logs/run-1/b'])
      expect(await objects.list('logs/run-1')).toEqual(['logs/run-1/a', 'logs/run-1/b', 'logs/run-10/a'])
      expect(await objects.list('logs/run_')).toEqual(['logs/run_1/a'])
      expect(await objects.list('logs/%')).toEqual([])
      expect(await objects.list('')).toEqual([...keys].sort())
    })

    it('removes everything that starts with the prefix and nothing else', async () => {
      for (const key of keys) await objects.put(key, bytes(key))
      await objects.remove('logs/run-1/')
      await objects.remove('nothing/')
      expect(await objects.list('')).toEqual(keys.slice(2).sort())
      expect(await objects.get('logs/run-1/a')).toBeUndefined()
    })
  })
}
