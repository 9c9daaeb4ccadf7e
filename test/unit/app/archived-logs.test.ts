import { describe, expect, it } from 'vitest'
import { createMemoryObjects } from '../../../lib/adapters/memory/memory-objects.ts'
import { createArchivedLogs } from '../../../lib/app/collect/archived-logs.ts'
import { bundleName, bundlesOf } from '../../../lib/app/collect/bundle-name.ts'
import { buildBundle } from '../../../lib/app/collect/log-bundle.ts'
import { runId } from '../../support/run-under-test.ts'

/** An archive in which a test puts bundles; `asked` is what was asked of the store. */
const archive = () => {
  const store = createMemoryObjects()
  const asked: string[] = []
  const tail = (key: string): string => key.slice(bundlesOf(runId).length)
  const logs = createArchivedLogs({
    list: (prefix) => {
      asked.push('list')
      return store.list(prefix)
    },
    get: (key) => {
      asked.push(tail(key))
      return store.get(key)
    },
  })
  return {
    store,
    asked,
    /** Texts of the attempts 0 of tasks, one container each. */
    put: async (texts: Readonly<Record<number, string>>, { cut = false, name = '' } = {}) => {
      const of = Object.entries(texts).map(([task, text]) => ({
        task: Number(task),
        attempt: 0,
        container: 'main',
        parts: [Buffer.from(text)],
        cut,
      }))
      await store.put(
        `${bundlesOf(runId)}${name || bundleName(of.map(({ task }) => ({ task, attempt: 0 })))}`,
        buildBundle(of),
      )
    },
    read: async (task: number, options?: { again?: boolean }) => {
      const bytes = await logs.read({ runId, task, attempt: 0, step: 0, container: 'main' }, options)
      return bytes && Buffer.from(bytes).toString()
    },
  }
}

describe('archived logs', () => {
  it('are listed once, and of the bundles only those are read that are needed, each once', async () => {
    const { put, read, asked } = archive()
    await put({ 0: 'zero', 1: 'one' })
    await put({ 2: 'two' })
    await put({ 3: 'three' })
    expect([await read(0), await read(2), await read(1), await read(9)]).toEqual(['zero', 'two', 'one', undefined])
    expect(asked).toEqual(['list', '0-1.0', '2.0'])
  })

  it('are forgotten, those used longest ago first, before they fill the memory', async () => {
    const { put, read, asked } = archive()
    const long = 'x'.repeat(15 * 1024 * 1024)
    for (const task of [0, 1, 2]) await put({ [task]: long })
    for (const task of [0, 1, 0, 2, 0, 1]) await read(task)
    expect(asked).toEqual(['list', '0.0', '1.0', '2.0', '1.0'])
  })

  it('count as they were when first asked about, until they are asked about again', async () => {
    const { put, read } = archive()
    expect(await read(0)).toBeUndefined()
    await put({ 0: 'zero' })
    expect(await read(0)).toBeUndefined()
    expect(await read(0, { again: true })).toBe('zero')
    expect(await read(0)).toBe('zero')
  })

  it.each([
    [{ 0: '' }, { 0: 'whole', 1: '' }],
    [{ 0: 'whole' }, { 0: '', 1: 'one' }],
    [{ 0: 'whole', 2: '' }, { 0: 'who' }],
  ])('are the longest of those that were archived of a container: %j, %j', async (first, second) => {
    const { put, read } = archive()
    await put(first)
    await put(second)
    expect(await read(0)).toBe('whole')
  })

  it('may be empty, which is not the same as absent', async () => {
    const { put, read } = archive()
    await put({ 0: '' })
    expect(await read(0)).toBe('')
  })

  it('say so at their end when they were cut', async () => {
    const { put, read } = archive()
    await put({ 0: '0123456789' }, { cut: true })
    expect(await read(0)).toBe('0123456789\n[millrace: log cut at 10 bytes]\n')
  })

  it('are those of bundles alone, not of what else stands among them', async () => {
    const { store, put, read, asked } = archive()
    await put({ 0: 'other' }, { name: '0/0/main' })
    await put({ 0: 'other' }, { name: 'main' })
    expect(await read(0)).toBeUndefined()
    await put({ 0: 'zero' })
    await read(0, { again: true })
    await store.remove(bundlesOf(runId))
    expect(await read(1)).toBeUndefined()
    expect(asked).toEqual(['list', 'list', '0.0'])
  })

  it('are none of a bundle that was removed since it was listed', async () => {
    const { store, put, read } = archive()
    await put({ 0: 'zero' })
    await read(1)
    await store.remove(bundlesOf(runId))
    expect(await read(0)).toBeUndefined()
  })

  it('are refused when their bundle is damaged, and listed anew when the store did not answer', async () => {
    const { store, read } = archive()
    await store.put(`${bundlesOf(runId)}0.0`, Buffer.from('damaged'))
    await expect(read(0)).rejects.toMatchObject({ code: 'CorruptState' })
    let isDown = true
    const flaky = createArchivedLogs({
      get: (key) => store.get(key),
      list: (prefix) => (isDown ? Promise.reject(new Error('no answer')) : store.list(prefix)),
    })
    const log = { runId, task: 1, attempt: 0, step: 0, container: 'main' }
    await expect(flaky.read(log)).rejects.toThrow('no answer')
    isDown = false
    expect(await flaky.read(log)).toBeUndefined()
  })
})
