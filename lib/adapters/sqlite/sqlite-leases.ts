import type { Lease, Leases } from '../../ports/leases.ts'
import type { Database } from './database.ts'
import { processOwner } from './process-owner.ts'

interface Stored {
  owner: string
  until: number
  ending: 0 | 1
  resource_version: string | null
}

const columns = 'owner, until, ending, resource_version'
/** An absent lease is inserted; one that is there is taken only if it has expired or is ending. */
const take = `
  INSERT INTO leases (name, owner, process, until, ending) VALUES (?1, ?2, ?3, ?4, 0)
  ON CONFLICT (name) DO UPDATE SET owner = ?2, process = ?3, until = ?4, ending = 0
  WHERE until < ?5 OR ending = 1
  RETURNING ${columns}`
/** What is not given stays. */
const update = `
  UPDATE leases
  SET until = coalesce(?3, until), ending = coalesce(?4, ending), resource_version = coalesce(?5, resource_version)
  WHERE name = ?1 AND owner = ?2`

const fromRow = ({ owner, until, ending, resource_version: resourceVersion }: Stored): Lease => ({
  owner,
  until,
  ending: ending === 1,
  ...(resourceVersion === null ? {} : { resourceVersion }),
})

const toColumn = (flag: boolean | undefined): 0 | 1 | null => (flag === undefined ? null : flag ? 1 : 0)

/** `process` is recorded with each lease, so that those of a dead process are freed at once. */
export const createSqliteLeases = (database: Database, { process = processOwner() } = {}): Leases => ({
  read: async (name) => {
    const row = database.get<Stored>(`SELECT ${columns} FROM leases WHERE name = ?`, name)
    return row && fromRow(row)
  },

  take: async (name, owner, { now, until }) => {
    const row = database.get<Stored>(take, name, owner, process, until, now)
    return row && fromRow(row)
  },

  update: async (name, owner, { until, ending, resourceVersion }) =>
    database.run(update, name, owner, until ?? null, toColumn(ending), resourceVersion ?? null) === 1,

  drop: async (name, owner) =>
    database.run('DELETE FROM leases WHERE name = ? AND owner = ? AND ending = 1', name, owner) === 1,
})
