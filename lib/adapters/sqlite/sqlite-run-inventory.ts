import type { StoredEntry } from '../../core/audit/facts.ts'
import { isError } from '../../core/error.ts'
import type { RunId } from '../../core/message.ts'
import type { RunInventory } from '../../ports/run-inventory.ts'
import type { Database } from './database.ts'
import { readEntry, type StoredRow } from './sqlite-run-log.ts'

/** Each table is asked for its next ids by itself, so that none is read as a whole. */
const nextIds = ['entries', 'plans', 'snapshots', 'run_headers']
  .map((table) => `SELECT * FROM (SELECT DISTINCT run_id FROM ${table} WHERE run_id > ?1 ORDER BY run_id LIMIT ?2)`)
  .join(' UNION ')

const readable = (runId: RunId, row: StoredRow): StoredEntry => {
  try {
    return readEntry(runId, row)
  } catch (error) {
    if (!isError(error, 'CorruptState')) throw error
    return { seq: row.seq, problem: error.message }
  }
}

export const createSqliteRunInventory = (database: Database, { pageSize = 500 } = {}): RunInventory => ({
  runs: async (after = '') => {
    const sql = `SELECT run_id FROM (${nextIds}) ORDER BY run_id LIMIT ?2`
    const rows = database.all<{ run_id: RunId }>(sql, after, pageSize)
    const runIds = rows.map((row) => row.run_id)
    return { runIds, ...(runIds.length === pageSize && { next: runIds.at(-1)! }) }
  },

  entries: async (runId) => {
    const sql = 'SELECT seq, body FROM entries WHERE run_id = ? ORDER BY seq'
    return database.all<StoredRow>(sql, runId).map((row) => readable(runId, row))
  },

  removeHeader: async (runId, seq) =>
    database.run('DELETE FROM run_headers WHERE run_id = ?1 AND (?2 IS NULL OR seq = ?2)', runId, seq ?? null) > 0,
})
