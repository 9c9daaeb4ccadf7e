import type { RunHeader } from '../../../core/header.ts'
import type { RunId } from '../../../core/message.ts'
import type { DueRun, RunHeaders } from '../../../ports/run-headers.ts'
import type { Expression } from './expression.ts'
import { keyItem, number, numberIn, textIn } from './item.ts'
import {
  duePartition,
  dueShards,
  headerKey,
  listSortKey,
  namePartition,
  namespaceKey,
  namespaceListPartition,
  namespaceOfSortKey,
  namespacesPartition,
  runIdOfListSortKey,
} from './keys.ts'
import { headerItem, nameKey, readHeader, runIdOf } from './stored-header.ts'
import type { Table } from './table.ts'

/** The indexes have keys only: what they find is read from the table, and left out if it is no longer there. */
export const createDynamoRunHeaders = ({ table }: { table: Table }): RunHeaders => {
  /** Namespaces that this process has registered; they are never forgotten. */
  const registered = new Set<string>()
  const register = async (namespace: string): Promise<void> => {
    if (registered.has(namespace)) return
    await table.put(keyItem(namespaceKey(namespace)))
    registered.add(namespace)
  }

  const namespaces = async (): Promise<string[]> =>
    (await table.query({ range: { pk: namespacesPartition } })).map((item) => namespaceOfSortKey(textIn(item, 'sk')))

  const get = async (runId: RunId): Promise<RunHeader | undefined> => {
    const item = await table.get(headerKey(runId))
    return item && readHeader(item)
  }

  /** In the order given. */
  const getAll = async (runIds: readonly RunId[]): Promise<RunHeader[]> => {
    const headers = (await table.getAll(runIds.map(headerKey))).map(readHeader)
    const byId = new Map(headers.map((header) => [header.runId, header]))
    return runIds.map((runId) => byId.get(runId)).filter((header) => header !== undefined)
  }

  /** The newest `limit` of a namespace's positions below `before`, as the index shows them. */
  const positions = async (namespace: string, limit: number, before: string | undefined): Promise<string[]> => {
    const pk = namespaceListPartition(namespace)
    const range = { pk, ...(before !== undefined && { sk: { below: before } }) }
    return (await table.query({ index: 'gsi1', range, descending: true, limit })).map((item) => textIn(item, 'gsi1sk'))
  }

  const dueIn = async (shard: number, until: number, limit: number): Promise<DueRun[]> => {
    const range = { pk: duePartition(shard), sk: { upTo: until } }
    const items = await table.query({ index: 'gsi2', range, limit })
    return items.map((item) => ({ runId: runIdOf(item), dueAt: numberIn(item, 'gsi2sk') }))
  }

  return {
    put: async (header, expected) => {
      // Before the header, so that a run which is there has its name and its namespace.
      if (expected === undefined) {
        await Promise.all([register(header.namespace), table.put(keyItem(nameKey(header)))])
      }
      const outcome = await table.put(headerItem(header), replaceable(header, expected))
      if (outcome.done) return header
      return outcome.stored ? readHeader(outcome.stored) : ((await get(header.runId)) ?? header)
    },

    get,

    list: async ({ namespace, limit, before }) => {
      const places = namespace === undefined ? await namespaces() : [namespace]
      const found: RunHeader[] = []
      for (let after = before && listSortKey(before); found.length < limit; ) {
        const wanted = limit - found.length
        const pages = await Promise.all(places.map((place) => positions(place, wanted, after)))
        const newest = pages.flat().sort().reverse().slice(0, wanted)
        found.push(...(await getAll(newest.map(runIdOfListSortKey))))
        // A page is short only at the end of the list: who reads on must not miss what comes after headers that are gone.
        if (newest.length < wanted) break
        after = newest.at(-1)
      }
      return found
    },

    named: async (namespace, name) => {
      const items = await table.query({ range: { pk: namePartition(namespace, name) }, descending: true })
      return getAll(items.map((item) => runIdOfListSortKey(textIn(item, 'sk'))))
    },

    due: async (until, limit) => {
      const shards = Array.from({ length: dueShards }, (_, shard) => dueIn(shard, until, limit))
      return (await Promise.all(shards))
        .flat()
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit)
    },
  }
}

/** That the stored header gives way to this one. `gsi2sk` is the `dueAt` of one that is due. */
const replaceable = ({ seq }: RunHeader, expected: { dueAt: number | undefined } | undefined): Expression => {
  const isOlder = 'attribute_not_exists(#pk) OR #seq < :seq'
  const values = { seq: number(seq) }
  if (expected === undefined) return { text: isOlder, values }
  if (expected.dueAt === undefined) {
    return { text: `${isOlder} OR (#seq = :seq AND attribute_not_exists(#gsi2sk))`, values }
  }
  return {
    text: `${isOlder} OR (#seq = :seq AND #gsi2sk = :due)`,
    values: { ...values, due: number(expected.dueAt) },
  }
}
