import type { Objects } from '../../ports/objects.ts'
import type { Database } from './database.ts'

/** Bytes of one row: a body is kept in pieces, since SQLite handles a row as a whole. */
const chunkSize = 1024 * 1024

const chunksOf = (body: Uint8Array): Uint8Array[] => {
  const count = Math.max(1, Math.ceil(body.length / chunkSize))
  return Array.from({ length: count }, (_, n) => body.subarray(n * chunkSize, (n + 1) * chunkSize))
}

/** Keys that start with `?1`, as a range of the index: nothing that starts with it sorts after its last character. */
const startsWith = 'key >= ?1 AND key < ?1 || char(1114111)'

export const createSqliteObjects = (database: Database): Objects => ({
  put: async (key, body) =>
    database.write(() => {
      if (database.get('SELECT 1 FROM objects WHERE key = ? AND n = 0', key) !== undefined) return
      chunksOf(body).forEach((chunk, n) => {
        database.run('INSERT INTO objects (key, n, chunk) VALUES (?, ?, ?)', key, n, chunk)
      })
    }),

  get: async (key) => {
    const rows = database.all<{ chunk: Uint8Array }>('SELECT chunk FROM objects WHERE key = ? ORDER BY n', key)
    return rows.length === 0 ? undefined : new Uint8Array(Buffer.concat(rows.map((row) => row.chunk)))
  },

  has: async (key) => database.get('SELECT 1 FROM objects WHERE key = ? AND n = 0', key) !== undefined,

  list: async (prefix) =>
    database
      .all<{ key: string }>(`SELECT key FROM objects WHERE ${startsWith} AND n = 0 ORDER BY key`, prefix)
      .map((row) => row.key),

  remove: async (prefix) => {
    database.run(`DELETE FROM objects WHERE ${startsWith}`, prefix)
  },
})
