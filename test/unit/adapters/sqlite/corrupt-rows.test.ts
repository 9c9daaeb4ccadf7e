import { describe, expect, it } from 'vitest'
import { createSqliteDefinitions } from '../../../../lib/adapters/sqlite/sqlite-definitions.ts'
import { createSqliteRunHeaders } from '../../../../lib/adapters/sqlite/sqlite-run-headers.ts'
import { createSqliteRunInventory } from '../../../../lib/adapters/sqlite/sqlite-run-inventory.ts'
import { createSqliteRunLog } from '../../../../lib/adapters/sqlite/sqlite-run-log.ts'
import { largeEntry, sampleEntry, sampleHeader, sampleRunId } from '../../../contract/sample-run.ts'
import { opened } from './database-file.ts'

const corrupt = { code: 'CorruptState', retryable: false }

describe('rows that something else has changed', () => {
  it.each([
    ['no JSON', '{"seq":'],
    ['not an entry', '{"seq":1,"at":0,"causes":[],"events":[{"type":"unheard.of"}]}'],
    ['another entry', JSON.stringify(sampleEntry(2))],
    ['an unknown format', new Uint8Array([9, 1, 2, 3])],
    ['damaged compression', new Uint8Array([1, 255, 255, 255])],
    ['an empty blob', new Uint8Array()],
  ])('make an entry corrupt: %s', async (_, body) => {
    const database = opened(':memory:')
    const runLog = createSqliteRunLog(database)
    const runId = sampleRunId()
    await runLog.append(runId, largeEntry(1, 10_000))
    database.run('UPDATE entries SET body = ?', body)
    await expect(runLog.read(runId, 0)).rejects.toMatchObject({
      ...corrupt,
      message: expect.stringContaining(`entry 1 of run ${runId}`),
    })
  })

  it('are told of in their place by the inventory, which reads the others', async () => {
    const database = opened(':memory:')
    const runLog = createSqliteRunLog(database)
    const runId = sampleRunId()
    for (const seq of [1, 2, 3]) await runLog.append(runId, sampleEntry(seq))
    database.run('UPDATE entries SET body = ? WHERE seq = 2', '{"seq":')
    expect(await createSqliteRunInventory(database).entries(runId)).toEqual([
      sampleEntry(1),
      { seq: 2, problem: `entry 2 of run ${runId} cannot be read` },
      sampleEntry(3),
    ])
  })

  it('make a plan, a snapshot, a header and a definition corrupt', async () => {
    const database = opened(':memory:')
    const runLog = createSqliteRunLog(database)
    const header = sampleHeader()
    const headers = createSqliteRunHeaders(database)
    const definitions = createSqliteDefinitions(database)
    const build = { namespace: 'default', kind: 'DAG', name: 'build' }
    await runLog.putPlan(header.runId, 'abc', '{}')
    await runLog.putSnapshot(header.runId, 1, '{}')
    await headers.put(header)
    await definitions.put({ ...build, hash: 'a', text: 'x', createdAt: 0 })
    for (const table of ['plans', 'snapshots', 'definitions']) database.run(`UPDATE ${table} SET body = x'09'`)
    database.run(`UPDATE run_headers SET body = '{"runId":1}'`)

    await expect(runLog.plan(header.runId, 'abc')).rejects.toMatchObject(corrupt)
    await expect(runLog.snapshot(header.runId)).rejects.toMatchObject(corrupt)
    await expect(headers.get(header.runId)).rejects.toMatchObject(corrupt)
    await expect(headers.list({ limit: 1 })).rejects.toMatchObject(corrupt)
    await expect(definitions.get(build)).rejects.toMatchObject(corrupt)
  })
})
