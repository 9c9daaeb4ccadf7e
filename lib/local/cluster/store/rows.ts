import type { DatabaseSync } from 'node:sqlite'
import type { KubeObject } from '../../../core/kubernetes.ts'
import { type Stored, stored } from './stored.ts'

/** A pod object that was made: the record outlives the pod. */
export interface Created {
  name: string
  namespace: string
  uid: string
  at: number
}

export interface Batch {
  put: readonly Stored[]
  /** Objects that are gone. */
  drop: readonly Stored[]
  created: readonly Created[]
  /** No revision above this one is in use until a later batch raises it. */
  bound: number
}

export interface Rows {
  load: () => { objects: Stored[]; bound: number }
  /** All of the batch or nothing. */
  write: (batch: Batch) => void
}

const schema = `
  CREATE TABLE IF NOT EXISTS cluster_objects (
    resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (resource, namespace, name)) STRICT;
  CREATE TABLE IF NOT EXISTS cluster_revision (id INTEGER PRIMARY KEY CHECK (id = 1), bound INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS cluster_created (
    name TEXT NOT NULL, namespace TEXT NOT NULL, uid TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS cluster_created_name ON cluster_created (namespace, name);
  INSERT OR IGNORE INTO cluster_revision VALUES (1, 0);`

/** The tables of the embedded cluster. A savepoint, not BEGIN: the caller may be inside a transaction of its own. */
export const openRows = (database: DatabaseSync): Rows => {
  database.exec(schema)
  const put = database.prepare(
    `INSERT INTO cluster_objects VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET revision = excluded.revision, body = excluded.body`,
  )
  const drop = database.prepare('DELETE FROM cluster_objects WHERE resource = ? AND namespace = ? AND name = ?')
  const record = database.prepare('INSERT INTO cluster_created VALUES (?, ?, ?, ?)')
  const raise = database.prepare('UPDATE cluster_revision SET bound = ? WHERE bound < ?')

  const apply = (batch: Batch) => {
    for (const { resource, namespace, name, revision, text } of batch.put)
      put.run(resource, namespace, name, revision, text())
    for (const { resource, namespace, name } of batch.drop) drop.run(resource, namespace, name)
    for (const { name, namespace, uid, at } of batch.created) record.run(name, namespace, uid, at)
    raise.run(batch.bound, batch.bound)
  }

  return {
    load: () => {
      const rows = database
        .prepare('SELECT resource, revision, body FROM cluster_objects ORDER BY revision')
        .all() as unknown as { resource: string; revision: number; body: string }[]
      const bound = database.prepare('SELECT bound FROM cluster_revision').get() as { bound: number }
      return {
        objects: rows.map((row) => stored(row.resource, JSON.parse(row.body) as KubeObject, row.revision, row.body)),
        bound: bound.bound,
      }
    },
    write: (batch) => {
      database.exec('SAVEPOINT cluster')
      try {
        apply(batch)
        database.exec('RELEASE cluster')
      } catch (error) {
        database.exec('ROLLBACK TO cluster; RELEASE cluster')
        throw error
      }
    },
  }
}
