import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { MillraceError } from '../../core/error.ts'
import { createNews, type News } from './news.ts'
import { migrations } from './schema.ts'
import { isBusy, translateSqliteError } from './sqlite-error.ts'

export type Value = string | number | Uint8Array | null

/**
 * One SQLite file, which several processes may share, or `:memory:`. Everything is synchronous and short.
 * Throws `Unavailable` (locked for too long, disk) and `CorruptState` (damaged file).
 */
export interface Database {
  /** `Row` is what the statement selects; the tables are STRICT, so their columns keep their types. */
  all<Row>(sql: string, ...values: Value[]): Row[]
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what it reads is what the caller's SQL says
  get<Row>(sql: string, ...values: Value[]): Row | undefined
  /** Carries out one statement, by itself or as part of a `write`. Answers how many rows it changed. */
  run(sql: string, ...values: Value[]): number
  /** One transaction that nobody else's write can come between: all of `work` happens, or, when it throws, nothing. */
  write<T>(work: () => T): T
  readonly news: News
  /** Whoever still waits for news must have been told to stop before. */
  close(): void
}

/** The log of writes may grow to 16 MB before it is folded into the file: pages written often are folded once. */
const pragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;`
/** Attempts to open, 20 ms apart: switching a new file to WAL does not wait for others who do the same. */
const openAttempts = 100

/** `busyTimeout`: milliseconds that a statement waits for another process's transaction, before `Unavailable`. */
export const openDatabase = (path: string, { busyTimeout = 5_000 } = {}): Database => {
  const connection = guarded(() => connect(path, busyTimeout, openAttempts))
  const statement = createStatementCache(connection)
  const transaction = createTransaction(connection, statement)
  const dataVersion = () => {
    const row = guarded(() => statement('PRAGMA data_version').get())
    return Number(row?.['data_version'])
  }
  const news = createNews(path === ':memory:' ? undefined : dataVersion)
  return {
    all: (sql, ...values) => guarded(() => statement(sql).all(...values)) as never,
    get: (sql, ...values) => guarded(() => statement(sql).get(...values)) as never,
    run: (sql, ...values) => guarded(() => Number(statement(sql).run(...values).changes)),
    write: (work) => guarded(() => transaction(work)),
    news,
    close: () => {
      news.close()
      connection.close()
    },
  }
}

type Statements = (sql: string) => StatementSync

const createStatementCache = (connection: DatabaseSync): Statements => {
  const cache = new Map<string, StatementSync>()
  return (sql) => {
    const known = cache.get(sql)
    if (known !== undefined) return known
    const prepared = connection.prepare(sql)
    cache.set(sql, prepared)
    return prepared
  }
}

const guarded = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw translateSqliteError(error)
  }
}

const createTransaction =
  (connection: DatabaseSync, statement: Statements) =>
  <T>(work: () => T): T => {
    statement('BEGIN IMMEDIATE').run()
    try {
      const result = work()
      statement('COMMIT').run()
      return result
    } catch (error) {
      if (connection.isTransaction) statement('ROLLBACK').run()
      throw error
    }
  }

const connect = (path: string, busyTimeout: number, attempts: number): DatabaseSync => {
  const connection = new DatabaseSync(path, { timeout: busyTimeout, enableForeignKeyConstraints: false })
  try {
    connection.exec(pragmas)
    const transaction = createTransaction(connection, (sql) => connection.prepare(sql))
    transaction(() => migrate(connection, path))
    return connection
  } catch (error) {
    connection.close()
    if (!isBusy(error) || attempts <= 1) throw error
  }
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  return connect(path, busyTimeout, attempts - 1)
}

const migrate = (connection: DatabaseSync, path: string): void => {
  const { user_version: version } = connection.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version > migrations.length) {
    const message = `${path} was written by a newer Millrace: its schema is ${version}, this one knows ${migrations.length}`
    throw new MillraceError('Invalid', message)
  }
  for (const step of migrations.slice(version)) connection.exec(step)
  connection.exec(`PRAGMA user_version = ${migrations.length}`)
}
