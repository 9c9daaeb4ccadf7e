import { RunHeader } from '../../core/header.ts'
import type { RunId } from '../../core/message.ts'
import type { DueRun, RunHeaders } from '../../ports/run-headers.ts'
import { storedJson } from '../codec/stored-json.ts'
import type { Database, Value } from './database.ts'

interface Stored {
  run_id: string
  body: string
}

/** `?8` says whether the stored `due_at` was given to compare with, `?9` what it must be. */
const put = `
  INSERT INTO run_headers (run_id, namespace, name, seq, created_at, due_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (run_id) DO UPDATE SET
    namespace = ?2, name = ?3, seq = ?4, created_at = ?5, due_at = ?6, body = ?7
  WHERE seq < ?4 OR (seq = ?4 AND ?8 AND due_at IS ?9)`

export const createSqliteRunHeaders = (database: Database): RunHeaders => {
  const select = (where: string, ...values: Value[]): RunHeader[] =>
    database
      .all<Stored>(`SELECT run_id, body FROM run_headers ${where}`, ...values)
      .map((row) => storedJson(RunHeader, row.body, `the header of run ${row.run_id}`))
  const get = (runId: RunId) => select('WHERE run_id = ?', runId)[0]

  return {
    put: async (header, expected) =>
      database.write(() => {
        const { runId, namespace, name, seq, createdAt, dueAt } = header
        const columns = [runId, namespace, name, seq, createdAt, dueAt ?? null, JSON.stringify(header)]
        const written = database.run(put, ...columns, expected === undefined ? 0 : 1, expected?.dueAt ?? null)
        return written === 1 ? header : (get(runId) ?? header)
      }),

    get: async (runId) => get(runId),

    list: async ({ namespace, limit, before }) => {
      const conditions = [
        ...(namespace === undefined ? [] : ['namespace = ?']),
        ...(before === undefined ? [] : ['(created_at, run_id) < (?, ?)']),
      ]
      const values = [
        ...(namespace === undefined ? [] : [namespace]),
        ...(before === undefined ? [] : [before.createdAt, before.runId]),
      ]
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      return select(`${where} ORDER BY created_at DESC, run_id DESC LIMIT ?`, ...values, limit)
    },

    named: async (namespace, name) =>
      select('WHERE namespace = ? AND name = ? ORDER BY created_at DESC, run_id DESC', namespace, name),

    due: async (until, limit) => {
      const sql = 'SELECT run_id AS runId, due_at AS dueAt FROM run_headers WHERE due_at <= ? ORDER BY due_at LIMIT ?'
      return database.all<DueRun>(sql, until, limit)
    },
  }
}
