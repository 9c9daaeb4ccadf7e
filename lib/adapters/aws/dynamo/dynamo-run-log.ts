import { createHash } from 'node:crypto'
import { isError, MillraceError } from '../../../core/error.ts'
import type { RunId } from '../../../core/message.ts'
import type { RunLog } from '../../../ports/run-log.ts'
import { isComplete, putChunks, readChunks, textOfChunks } from './chunks.ts'
import { type Item, keyOf, textIn } from './item.ts'
import {
  chunkNumber,
  entriesAfter,
  headerKey,
  headerSortKey,
  type Key,
  planPlace,
  runPartition,
  snapshotOfChunk,
  snapshotPlace,
  snapshotSortKey,
  snapshots,
  snapshotsBelow,
} from './keys.ts'
import { entryItem, readEntry } from './stored-entry.ts'
import { nameKey, readHeader } from './stored-header.ts'
import type { Table } from './table.ts'

export const createDynamoRunLog = ({ table }: { table: Table }): RunLog => {
  /** Older ones are read no more. Whoever is interrupted leaves them, which costs nothing but their storage. */
  const forgetOlderSnapshots = async (runId: RunId, seq: number): Promise<void> => {
    try {
      const range = snapshotsBelow(runId, snapshotSortKey(seq))
      const older = await table.query({ range, keysOnly: true })
      await table.deleteAll(older.map(keyOf))
    } catch (error) {
      if (!isError(error, 'Unavailable', 'Unauthorized')) throw error
    }
  }

  return {
    /**
     * When the answer to a put is lost, the SDK's next try meets the entry that it has put itself, and this throws
     * `Conflict` although the entry is in the log. The run is then loaded again, and decided anew with it.
     */
    append: async (runId, entry) => {
      const { done } = await table.put(entryItem(runId, entry), { text: 'attribute_not_exists(#pk)' })
      if (!done) throw new MillraceError('Conflict', `entry ${entry.seq} of run ${runId} is taken`)
    },

    read: async (runId, after, { limit } = {}) => {
      const items = await table.query({ range: entriesAfter(runId, after), ...(limit !== undefined && { limit }) })
      return items.map((item) => readEntry(runId, item))
    },

    putPlan: (runId, hash, text) => putChunks(table, planPlace(runId, hash), text),

    plan: async (runId, hash) => {
      const what = `plan ${hash} of run ${runId}`
      const text = await readChunks(table, planPlace(runId, hash), what)
      if (text === undefined) throw new MillraceError('CorruptState', `${what} is missing`)
      return text
    },

    putSnapshot: async (runId, seq, text) => {
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
      await putChunks(table, snapshotPlace(runId, { seq, digest }), text)
      await forgetOlderSnapshots(runId, seq)
    },

    /** One that is incomplete is as good as none: it is being written, was left by a crash, or is being forgotten. */
    snapshot: async (runId) => {
      for (let range = snapshots(runId); ; ) {
        const [last] = await table.query({ range, descending: true, limit: 1 })
        if (last === undefined) return undefined
        const name = snapshotOfChunk(textIn(last, 'sk'))
        const place = snapshotPlace(runId, name)
        const isWhole = chunkNumber(textIn(last, 'sk')) === 0
        const chunks = isWhole ? [last] : await table.query({ range: { pk: place.pk, sk: { begins: place.prefix } } })
        if (isComplete(chunks)) {
          return { seq: name.seq, text: textOfChunks(chunks, `snapshot ${name.seq} of run ${runId}`) }
        }
        range = snapshotsBelow(runId, place.prefix)
      }
    },

    remove: async (runId) => {
      const header = await table.get(headerKey(runId))
      const name = header && nameOf(header)
      for await (const page of table.pages({ range: { pk: runPartition(runId) }, keysOnly: true })) {
        await table.deleteAll(page.map(keyOf).filter(({ sk }) => sk !== headerSortKey))
      }
      if (name) await table.delete(name)
      if (header) await table.delete(headerKey(runId))
    },
  }
}

/** Undefined for a header that cannot be read: nothing but storage is lost by a name whose run is gone. */
const nameOf = (header: Item): Key | undefined => {
  try {
    return nameKey(readHeader(header))
  } catch (error) {
    if (!isError(error, 'CorruptState')) throw error
    return undefined
  }
}
