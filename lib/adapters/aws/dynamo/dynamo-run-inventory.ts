import * as z from 'zod'
import type { StoredEntry } from '../../../core/audit/facts.ts'
import { isError } from '../../../core/error.ts'
import type { RunId } from '../../../core/message.ts'
import type { RunInventory } from '../../../ports/run-inventory.ts'
import { type Item, number, textIn } from './item.ts'
import { entriesAfter, headerKey, runIdOfPartition, runPrefix, seqOfEntry } from './keys.ts'
import { readEntry } from './stored-entry.ts'
import type { Table } from './table.ts'

/** Where a scan goes on: opaque to those who carry it. */
const Position = z.strictObject({ pk: z.string(), sk: z.string() })

const readable = (runId: RunId, item: Item): StoredEntry => {
  try {
    return readEntry(runId, item)
  } catch (error) {
    if (!isError(error, 'CorruptState')) throw error
    return { seq: seqOfEntry(textIn(item, 'sk')), problem: error.message }
  }
}

/** `pageSize` is in items. It reads the whole table, and costs as much. */
export const createDynamoRunInventory = ({
  table,
  pageSize = 2_000,
}: {
  table: Table
  pageSize?: number
}): RunInventory => ({
  runs: async (after) => {
    const filter = { text: 'begins_with(#pk, :run)', values: { run: { S: runPrefix } } }
    const position = after === undefined ? undefined : Position.parse(JSON.parse(after))
    const { pks, next } = await table.scan(filter, { limit: pageSize, ...(position && { after: position }) })
    const runIds = [...new Set(pks)].map(runIdOfPartition)
    return { runIds, ...(next && { next: JSON.stringify(next) }) }
  },

  entries: async (runId) => (await table.query({ range: entriesAfter(runId, 0) })).map((item) => readable(runId, item)),

  /** When the answer is lost, the SDK's next try finds none and this answers false. The item of the name stays: a header that is made again may need it. */
  removeHeader: async (runId, seq) => {
    const isThere = 'attribute_exists(#pk)'
    const condition =
      seq === undefined ? { text: isThere } : { text: `${isThere} AND #seq = :seq`, values: { seq: number(seq) } }
    return (await table.delete(headerKey(runId), condition)).done
  },
})
