import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Definition, Definitions } from '../../lib/ports/definitions.ts'

export interface DefinitionsWorld {
  definitions: Definitions
  close?: () => Promise<void>
}

/** What every store of definitions must do. `make` answers an empty one. */
export const definitionsContract = (name: string, make: () => Promise<DefinitionsWorld>): void => {
  describe(`${name}: definitions`, () => {
    let world: DefinitionsWorld
    let definitions: Definitions
    beforeEach(async () => {
      world = await make()
      definitions = world.definitions
    })
    afterEach(() => world.close?.())

    const build = { namespace: 'default', kind: 'DAG', name: 'build' }
    const sample = (hash: string, changes: Partial<Definition> = {}) => ({
      ...build,
      hash,
      text: `kind: DAG # ${hash}\n`,
      createdAt: 1_700_000_000_000,
      ...changes,
    })

    it('answers nothing for what was never put', async () => {
      expect(await definitions.get(build)).toBeUndefined()
      expect(await definitions.list({ kind: 'DAG' })).toEqual([])
    })

    it('counts versions from 1 and keeps every one readable', async () => {
      expect(await definitions.put(sample('a'))).toEqual({ version: 1, created: true })
      expect(await definitions.put(sample('b'))).toEqual({ version: 2, created: true })
      expect(await definitions.get(build)).toEqual({ ...sample('b'), version: 2 })
      expect(await definitions.get(build, 1)).toEqual({ ...sample('a'), version: 1 })
      expect(await definitions.get(build, 3)).toBeUndefined()
      expect(await definitions.get(build, 0)).toBeUndefined()
    })

    it('makes no new version of the same hash, and keeps the text it has', async () => {
      await definitions.put(sample('a'))
      expect(await definitions.put(sample('a', { text: 'other' }))).toEqual({ version: 1, created: false })
      expect(await definitions.get(build)).toEqual({ ...sample('a'), version: 1 })
    })

    it('compares with the latest version only: going back is a new version', async () => {
      for (const hash of ['a', 'b']) await definitions.put(sample(hash))
      expect(await definitions.put(sample('a'))).toEqual({ version: 3, created: true })
    })

    it('gives 16 concurrent puts 16 different versions', async () => {
      const puts = Array.from({ length: 16 }, (_, n) => definitions.put(sample(`hash-${n}`)))
      const versions = (await Promise.all(puts)).map((put) => put.version)
      expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1))
    })

    it('makes one version of 16 concurrent puts of the same hash', async () => {
      const answers = await Promise.all(Array.from({ length: 16 }, () => definitions.put(sample('a'))))
      expect(answers.filter((answer) => answer.created)).toHaveLength(1)
      expect(new Set(answers.map((answer) => answer.version))).toEqual(new Set([1]))
    })

    it('keeps texts of 300 KB and beyond ASCII whole', async () => {
      const text = `# größer 失敗 🚧\n${'- name: ü\n'.repeat(30_000)}`
      await definitions.put(sample('a', { text }))
      expect((await definitions.get(build))?.text).toBe(text)
    })

    it('lists the latest version of each of a kind, of all namespaces or of one', async () => {
      for (const hash of ['a', 'b']) await definitions.put(sample(hash))
      await definitions.put(sample('c', { namespace: 'other' }))
      await definitions.put(sample('d', { name: 'deploy' }))
      await definitions.put(sample('e', { kind: 'DagTask' }))
      const hashes = async (query: { namespace?: string; kind: string }) =>
        (await definitions.list(query)).map((definition) => definition.hash).sort()
      expect(await hashes({ kind: 'DAG' })).toEqual(['b', 'c', 'd'])
      expect(await hashes({ namespace: 'default', kind: 'DAG' })).toEqual(['b', 'd'])
      expect(await hashes({ namespace: 'nowhere', kind: 'DAG' })).toEqual([])
      expect(await definitions.list({ kind: 'DagTask' })).toEqual([{ ...sample('e', { kind: 'DagTask' }), version: 1 }])
    })

    it('removes all versions, says whether there was one, and counts from 1 again', async () => {
      for (const hash of ['a', 'b']) await definitions.put(sample(hash))
      await definitions.put(sample('c', { name: 'deploy' }))
      expect(await definitions.remove(build)).toBe(true)
      expect(await definitions.remove(build)).toBe(false)
      expect(await definitions.get(build, 1)).toBeUndefined()
      expect(await definitions.get({ ...build, name: 'deploy' })).toBeDefined()
      expect(await definitions.put(sample('b'))).toEqual({ version: 1, created: true })
      expect(await definitions.get(build, 2)).toBeUndefined()
    })
  })
}
