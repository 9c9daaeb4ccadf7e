import { type Database, openDatabase } from '../adapters/sqlite/database.ts'
import { isProcessAlive } from '../adapters/sqlite/process-owner.ts'
import { releaseDead } from '../adapters/sqlite/release-dead.ts'
import { createSqliteDefinitions } from '../adapters/sqlite/sqlite-definitions.ts'
import { createSqliteLeases } from '../adapters/sqlite/sqlite-leases.ts'
import { createSqliteObjects } from '../adapters/sqlite/sqlite-objects.ts'
import { createSqliteQueues } from '../adapters/sqlite/sqlite-queues.ts'
import { createSqliteRunHeaders } from '../adapters/sqlite/sqlite-run-headers.ts'
import { createSqliteRunLog } from '../adapters/sqlite/sqlite-run-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Definitions } from '../ports/definitions.ts'
import type { Leases } from '../ports/leases.ts'
import type { Objects } from '../ports/objects.ts'
import type { Queues } from '../ports/queues.ts'
import type { Random } from '../ports/random.ts'
import type { RunHeaders } from '../ports/run-headers.ts'
import type { RunLog } from '../ports/run-log.ts'

/** Every port that keeps something, on one SQLite file. */
export interface Store {
  database: Database
  runLog: RunLog
  headers: RunHeaders
  definitions: Definitions
  queues: Queues
  objects: Objects
  leases: Leases
}

export const openStore = (path: string, { clock, random }: { clock: Clock; random: Random }): Store => {
  const database = openDatabase(path)
  return {
    database,
    runLog: createSqliteRunLog(database),
    headers: createSqliteRunHeaders(database),
    definitions: createSqliteDefinitions(database),
    queues: createSqliteQueues(database, { clock, random }),
    objects: createSqliteObjects(database),
    leases: createSqliteLeases(database),
  }
}

/** Frees what processes that have died held: their messages in flight and their leases. */
export const freeTheDead = (store: Store): void => releaseDead(store.database, isProcessAlive)
