import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { createVirtualClock } from '../../lib/adapters/memory/virtual-clock.ts'
import { type Database, openDatabase } from '../../lib/adapters/sqlite/database.ts'
import { createSqliteDefinitions } from '../../lib/adapters/sqlite/sqlite-definitions.ts'
import { createSqliteLeases } from '../../lib/adapters/sqlite/sqlite-leases.ts'
import { createSqliteObjects } from '../../lib/adapters/sqlite/sqlite-objects.ts'
import { createSqliteQueues } from '../../lib/adapters/sqlite/sqlite-queues.ts'
import { createSqliteRunHeaders } from '../../lib/adapters/sqlite/sqlite-run-headers.ts'
import { createSqliteRunInventory } from '../../lib/adapters/sqlite/sqlite-run-inventory.ts'
import { createSqliteRunLog } from '../../lib/adapters/sqlite/sqlite-run-log.ts'
import { definitionsContract } from './definitions.contract.ts'
import { leasesContract } from './leases.contract.ts'
import { objectsContract } from './objects.contract.ts'
import { queuesContract } from './queues.contract.ts'
import { runHeadersContract } from './run-headers.contract.ts'
import { runInventoryContract } from './run-inventory.contract.ts'
import { runLogContract } from './run-log.contract.ts'

interface Store {
  database: Database
  close: () => Promise<void>
}

const inMemory = async (): Promise<Store> => {
  const database = openDatabase(':memory:')
  return { database, close: async () => database.close() }
}

const inFile = async (): Promise<Store> => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sqlite-'))
  const database = openDatabase(join(folder, 'millrace.db'))
  const close = async () => {
    database.close()
    await rm(folder, { recursive: true })
  }
  return { database, close }
}

for (const [name, open] of [
  ['SQLite in memory', inMemory],
  ['SQLite in a file', inFile],
] as const) {
  runLogContract(name, async () => {
    const { database, close } = await open()
    return { runLog: createSqliteRunLog(database), headers: createSqliteRunHeaders(database), close }
  })
  runHeadersContract(name, async () => {
    const { database, close } = await open()
    return { headers: createSqliteRunHeaders(database), close }
  })
  runInventoryContract(name, async (pageSize) => {
    const { database, close } = await open()
    const inventory = createSqliteRunInventory(database, { pageSize })
    return { runLog: createSqliteRunLog(database), headers: createSqliteRunHeaders(database), inventory, close }
  })
  definitionsContract(name, async () => {
    const { database, close } = await open()
    return { definitions: createSqliteDefinitions(database), close }
  })
  objectsContract(name, async () => {
    const { database, close } = await open()
    return { objects: createSqliteObjects(database), close }
  })
  leasesContract(name, async () => {
    const { database, close } = await open()
    return { leases: createSqliteLeases(database), close }
  })
  queuesContract(name, async ({ maxReceives }) => {
    const { database, close } = await open()
    const clock = createVirtualClock(1_700_000_000_000)
    const queues = createSqliteQueues(database, { clock, random: createSeededRandom(1), maxReceives })
    return { queues, advance: clock.advance, close }
  })
}
