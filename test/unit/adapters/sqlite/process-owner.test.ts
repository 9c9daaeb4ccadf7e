import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isProcessAlive, processOwner } from '../../../../lib/adapters/sqlite/process-owner.ts'
import { freshFile } from './database-file.ts'
import { startProcess } from './other-process.ts'

/** A number above what Linux and macOS give to processes. */
const nobody = 2 ** 22 + 1

describe('process owner', () => {
  it('names this process, which is alive', () => {
    expect(processOwner()).toBe(processOwner())
    expect(processOwner()).toMatch(new RegExp(`^${process.pid}(@|$)`))
    expect(isProcessAlive(processOwner())).toBe(true)
  })

  it('tells a living process from one that was killed', async () => {
    const other = startProcess('hold', await freshFile())
    const { owner } = (await other.line()) as { owner: string }
    expect(owner).not.toBe(processOwner())
    expect(isProcessAlive(owner)).toBe(true)
    await other.kill()
    expect(isProcessAlive(owner)).toBe(false)
  })

  it('knows by number alone where the start of a process is not known', () => {
    expect(isProcessAlive(`${process.pid}`)).toBe(true)
    expect(isProcessAlive(`${nobody}`)).toBe(false)
    expect(isProcessAlive('1')).toBe(true)
  })

  it.runIf(existsSync('/proc/self/stat'))('is not fooled by a later process with the same number', () => {
    expect(isProcessAlive(`${process.pid}@00000000.1`)).toBe(false)
    expect(isProcessAlive(`${nobody}@00000000.1`)).toBe(false)
  })
})
