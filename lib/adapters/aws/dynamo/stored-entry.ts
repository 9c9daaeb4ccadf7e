import { MillraceError } from '../../../core/error.ts'
import { Entry } from '../../../core/event.ts'
import type { RunId } from '../../../core/message.ts'
import { storedJson } from '../../codec/stored-json.ts'
import { type Item, keyItem, pack, packedIn, packedItem, textIn } from './item.ts'
import { entryKey, seqOfEntry } from './keys.ts'

/** Bytes of a packed entry: an item has at most 400 KB, keys and names included. */
const maxBody = 400 * 1024 - 200

/** Throws `Invalid` when it does not fit into an item. */
export const entryItem = (runId: RunId, entry: Entry): Item => {
  const body = pack(JSON.stringify(entry))
  const bytes = Buffer.byteLength(body)
  if (bytes > maxBody) {
    const what = `entry ${entry.seq} of run ${runId}`
    throw new MillraceError(
      'Invalid',
      `${what} takes ${bytes} bytes when it is packed; an item has room for ${maxBody}`,
    )
  }
  return { ...keyItem(entryKey(runId, entry.seq)), ...packedItem(body) }
}

/** Throws `CorruptState` when the item is no entry, or is another one than its key says. */
export const readEntry = (runId: RunId, item: Item): Entry => {
  const seq = seqOfEntry(textIn(item, 'sk'))
  const what = `entry ${seq} of run ${runId}`
  const entry = storedJson(Entry, packedIn(item), what)
  if (entry.seq !== seq) throw new MillraceError('CorruptState', `${what} says that it is ${entry.seq}`)
  return entry
}
