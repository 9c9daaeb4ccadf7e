import { describe, expect, it } from 'vitest'
import { createMemoryRunHeaders } from '../../../../lib/adapters/memory/memory-run-headers.ts'
import { kindOf } from '../../../../lib/cli/show/kind.ts'
import { findRun, matches, parseRunRef } from '../../../../lib/cli/show/run-ref.ts'
import type { RunHeader } from '../../../../lib/core/header.ts'
import { RunId } from '../../../../lib/core/message.ts'

const header = (n: number, more: Partial<RunHeader>): RunHeader => ({
  runId: RunId.parse(`8a1b2c3${n}-0000-8000-8000-000000000001`),
  namespace: 'default',
  name: `run-${n}`,
  source: 'DAG/build',
  seq: 1,
  phase: 'Succeeded',
  tasks: { total: 1, ended: 1 },
  createdAt: 1_000 * n,
  ...more,
})

/** The newest first. */
const headers = [
  header(5, { name: 'build-abc', phase: 'Running' }),
  header(4, { name: 'nightly-1', source: 'DAG/nightly' }),
  header(3, { name: 'build-abd', phase: 'Failed' }),
  header(2, { name: 'nightly-1', source: 'DAG/nightly', phase: 'Failed' }),
  header(1, { name: 'build' }),
]
const meant = (text: string): number[] => matches(parseRunRef(text), headers).map(({ createdAt }) => createdAt / 1_000)

describe('run references', () => {
  it('mean the newest run, of all or of one DAG', () => {
    expect(meant('@latest')).toEqual([5])
    expect(meant('@latest:nightly')).toEqual([4])
    expect(meant('@latest:none')).toEqual([])
  })

  it('mean the newest run that failed', () => {
    expect(meant('@failed')).toEqual([3])
  })

  it('mean a run by its exact name, the newest that has it, before any that merely begins with it', () => {
    expect(meant('build')).toEqual([1])
    expect(meant('nightly-1')).toEqual([4])
    expect(meant('run/nightly-1')).toEqual([4])
  })

  it('mean every run that begins so, so that one can be asked for by a unique beginning', () => {
    expect(meant('build-abd')).toEqual([3])
    expect(meant('build-ab')).toEqual([5, 3])
    expect(meant('x')).toEqual([])
  })

  it('mean a run by its id, whole or begun', () => {
    expect(meant('8A1B2C33-0000-8000-8000-000000000001')).toEqual([3])
    expect(meant('8a1b2c33')).toEqual([3])
  })
})

describe('findRun', () => {
  it('finds runs among more than one page of others, and says what an ambiguous beginning may mean', async () => {
    const stored = createMemoryRunHeaders()
    for (const one of headers) await stored.put(one)
    const more = Array.from({ length: 1_200 }, (_, n) =>
      RunId.parse(`9a1b2c30-0000-8000-8000-${String(n).padStart(12, '0')}`),
    )
    for (const [n, runId] of more.entries())
      await stored.put(header(9, { runId, name: `other-${n}`, createdAt: 10_000 + n }))
    expect((await findRun(stored, '@failed', 'default')).name).toBe('build-abd')
    expect((await findRun(stored, 'build-abd', 'default')).name).toBe('build-abd')
    expect((await findRun(stored, 'nightl', 'default').catch((error: Error) => error)) as Error).toMatchObject({
      message: expect.stringContaining('may mean 2 runs'),
    })
    await expect(findRun(stored, 'build-abd', 'elsewhere')).rejects.toThrow('no run "build-abd" in namespace elsewhere')
  })
})

describe('kindOf', () => {
  it('reads singular, plural and short names', () => {
    for (const name of ['run', 'Runs', 'dr', 'dagruns', 'pr']) expect(kindOf(name)).toEqual({ type: 'run' })
    expect(kindOf('dags')).toEqual({ type: 'definition', kinds: ['DAG'] })
    expect(kindOf('dt')).toEqual({ type: 'definition', kinds: ['DagTask'] })
    expect(kindOf('po')).toEqual({ type: 'object', resource: 'pods' })
    expect(kindOf('constructor')).toEqual({ type: 'object', resource: 'constructor' })
  })
})
