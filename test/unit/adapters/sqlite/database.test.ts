import { writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../lib/adapters/sqlite/database.ts'
import { migrations } from '../../../../lib/adapters/sqlite/schema.ts'
import { createSqliteRunLog } from '../../../../lib/adapters/sqlite/sqlite-run-log.ts'
import { sampleEntry, sampleRunId } from '../../../contract/sample-run.ts'
import { freshFile, opened } from './database-file.ts'
import { startProcess } from './other-process.ts'

const count = 'SELECT count(*) AS n FROM leases'
const addLease = "INSERT INTO leases (name, owner, process, until, ending) VALUES (?, 'o', 'p', 0, 0)"

describe('openDatabase', () => {
  it('makes the schema of a new file and leaves it to the next who opens it', async () => {
    const file = await freshFile()
    const first = openDatabase(file)
    first.run(addLease, 'kept')
    first.close()
    const second = opened(file)
    expect(second.get(count)).toEqual({ n: 1 })
    expect(second.get('PRAGMA user_version')).toEqual({ user_version: migrations.length })
    expect(second.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
  })

  it('refuses a file of a newer schema and names both', async () => {
    const file = await freshFile()
    const newer = new DatabaseSync(file)
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    expect(() => openDatabase(file)).toThrow(/newer Millrace: its schema is 99/)
  })

  it('calls a file that is no database corrupt', async () => {
    const file = await freshFile()
    await writeFile(file, 'not a database, but long enough to be looked at '.repeat(40))
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'CorruptState' }))
  })

  it('calls a path that cannot be opened unavailable', () => {
    expect(() => openDatabase('/nowhere/at/all.db')).toThrow(expect.objectContaining({ code: 'Unavailable' }))
  })

  it('lets four processes that open a new file at once share it, and one of them win each entry', async () => {
    const file = await freshFile()
    const runId = sampleRunId()
    const processes = Array.from({ length: 4 }, () => startProcess('append', file, runId))
    for (const process of processes) expect(await process.line()).toBe('ready')
    for (const process of processes) process.proceed()
    const won = await Promise.all(processes.map((process) => process.line() as Promise<number[]>))
    expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1))
    expect(await createSqliteRunLog(opened(file)).read(runId, 0)).toHaveLength(25)
  })
})

describe('write', () => {
  it('does nothing of what throws', () => {
    const database = opened(':memory:')
    const work = () => {
      database.run(addLease, 'a')
      throw new Error('changed its mind')
    }
    expect(() => database.write(work)).toThrow('changed its mind')
    expect(database.get(count)).toEqual({ n: 0 })
    expect(database.write(() => database.run(addLease, 'b'))).toBe(1)
  })

  it('is unavailable when another holds the file for too long, and works once it is free', async () => {
    const file = await freshFile()
    const [first, second] = [opened(file), opened(file, { busyTimeout: 20 })]
    first.write(() => {
      expect(() => second.run(addLease, 'b')).toThrow(expect.objectContaining({ code: 'Unavailable', retryable: true }))
      expect(() => second.write(() => undefined)).toThrow(expect.objectContaining({ code: 'Unavailable' }))
    })
    expect(second.run(addLease, 'b')).toBe(1)
    expect(first.get(count)).toEqual({ n: 1 })
  })

  it('does not hide a mistake in the SQL', () => {
    expect(() => opened(':memory:').run('SELEKT')).toThrow(/syntax error/)
  })
})

describe('two handles on one file', () => {
  it('let one of 32 appends of a seq win', async () => {
    const file = await freshFile()
    const logs = [createSqliteRunLog(opened(file)), createSqliteRunLog(opened(file))]
    const runId = sampleRunId()
    const appends = Array.from({ length: 32 }, (_, n) => logs[n % 2]!.append(runId, sampleEntry(1)))
    const outcomes = await Promise.allSettled(appends)
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(await logs[0]!.read(runId, 0)).toEqual(await logs[1]!.read(runId, 0))
  })
})
