import type { Definition, DefinitionRef, Definitions } from '../../ports/definitions.ts'
import { type PackedText, packText } from '../codec/packed-text.ts'
import { storedText } from '../codec/stored-json.ts'
import type { Database, Value } from './database.ts'

interface Stored {
  namespace: string
  kind: string
  name: string
  version: number
  hash: string
  created_at: number
  body: PackedText
}

const columns = 'namespace, kind, name, version, hash, created_at, body'
const isRef = 'kind = ? AND namespace = ? AND name = ?'
const refValues = ({ kind, namespace, name }: DefinitionRef) => [kind, namespace, name] as const

const fromRow = ({ created_at: createdAt, body, ...row }: Stored): Definition => ({
  ...row,
  text: storedText(body, `version ${row.version} of ${row.kind}/${row.name} in ${row.namespace}`),
  createdAt,
})

export const createSqliteDefinitions = (database: Database): Definitions => {
  const latest = (ref: DefinitionRef) =>
    database.get<{ version: number; hash: string }>(
      `SELECT version, hash FROM definitions WHERE ${isRef} ORDER BY version DESC LIMIT 1`,
      ...refValues(ref),
    )

  return {
    put: async (definition) =>
      database.write(() => {
        const last = latest(definition)
        if (last?.hash === definition.hash) return { version: last.version, created: false }
        const { namespace, kind, name, hash, createdAt, text } = definition
        const version = (last?.version ?? 0) + 1
        const values: Value[] = [namespace, kind, name, version, hash, createdAt, packText(text)]
        database.run(`INSERT INTO definitions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`, ...values)
        return { version, created: true }
      }),

    get: async (ref, version) => {
      const which = version === undefined ? 'ORDER BY version DESC LIMIT 1' : 'AND version = ?'
      const values = [...refValues(ref), ...(version === undefined ? [] : [version])]
      const row = database.get<Stored>(`SELECT ${columns} FROM definitions WHERE ${isRef} ${which}`, ...values)
      return row && fromRow(row)
    },

    list: async ({ namespace, kind }) => {
      const where = namespace === undefined ? 'kind = ?' : 'kind = ? AND namespace = ?'
      const newest =
        'version = (SELECT max(version) FROM definitions WHERE (kind, namespace, name) = (d.kind, d.namespace, d.name))'
      const sql = `SELECT ${columns} FROM definitions d WHERE ${where} AND ${newest} ORDER BY namespace, name`
      return database.all<Stored>(sql, kind, ...(namespace === undefined ? [] : [namespace])).map(fromRow)
    },

    remove: async (ref) => database.run(`DELETE FROM definitions WHERE ${isRef}`, ...refValues(ref)) > 0,
  }
}
