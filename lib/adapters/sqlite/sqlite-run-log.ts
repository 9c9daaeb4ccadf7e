import { MillraceError } from '../../core/error.ts'
import { Entry } from '../../core/event.ts'
import type { RunId } from '../../core/message.ts'
import type { RunLog } from '../../ports/run-log.ts'
import { type PackedText, packText } from '../codec/packed-text.ts'
import { storedJson, storedText } from '../codec/stored-json.ts'
import type { Database } from './database.ts'

export interface StoredRow {
  seq: number
  body: PackedText
}

/** Throws `CorruptState` when the row is no entry, or is another one than its key says. */
export const readEntry = (runId: RunId, row: StoredRow): Entry => {
  const what = `entry ${row.seq} of run ${runId}`
  const entry = storedJson(Entry, row.body, what)
  if (entry.seq !== row.seq) throw new MillraceError('CorruptState', `${what} says that it is ${entry.seq}`)
  return entry
}

/** Each append is news of the topic that this names. */
export const runLogTopic = (runId: RunId): string => `run/${runId}`

export const createSqliteRunLog = (database: Database): RunLog => ({
  append: async (runId, entry) => {
    const added = database.run(
      'INSERT INTO entries (run_id, seq, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      runId,
      entry.seq,
      packText(JSON.stringify(entry)),
    )
    if (added === 0) throw new MillraceError('Conflict', `entry ${entry.seq} of run ${runId} is taken`)
    database.news.publish(runLogTopic(runId))
  },

  read: async (runId, after, { limit = -1 } = {}) => {
    const sql = 'SELECT seq, body FROM entries WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?'
    return database.all<StoredRow>(sql, runId, after, limit).map((row) => readEntry(runId, row))
  },

  putPlan: async (runId, hash, text) => {
    const sql = 'INSERT INTO plans (run_id, hash, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
    database.run(sql, runId, hash, packText(text))
  },

  plan: async (runId, hash) => {
    const what = `plan ${hash} of run ${runId}`
    const row = database.get<{ body: PackedText }>('SELECT body FROM plans WHERE run_id = ? AND hash = ?', runId, hash)
    if (row === undefined) throw new MillraceError('CorruptState', `${what} is missing`)
    return storedText(row.body, what)
  },

  putSnapshot: async (runId, seq, text) => {
    const body = packText(text)
    database.write(() => {
      database.run('INSERT OR REPLACE INTO snapshots (run_id, seq, body) VALUES (?, ?, ?)', runId, seq, body)
      database.run('DELETE FROM snapshots WHERE run_id = ? AND seq < ?', runId, seq)
    })
  },

  snapshot: async (runId) => {
    const sql = 'SELECT seq, body FROM snapshots WHERE run_id = ? ORDER BY seq DESC LIMIT 1'
    const row = database.get<StoredRow>(sql, runId)
    return row && { seq: row.seq, text: storedText(row.body, `snapshot ${row.seq} of run ${runId}`) }
  },

  remove: async (runId) => {
    database.write(() => {
      for (const table of ['entries', 'plans', 'snapshots', 'run_headers']) {
        database.run(`DELETE FROM ${table} WHERE run_id = ?`, runId)
      }
    })
  },
})
