import { createHash } from 'node:crypto'
import { MillraceError } from '../../../core/error.ts'
import type { Definition } from '../../../ports/definitions.ts'
import { storedText } from '../../codec/stored-json.ts'
import { maxChunk, putChunks, readChunks } from './chunks.ts'
import { type Item, keyItem, number, numberIn, pack, packedIn, packedItem, textIn } from './item.ts'
import {
  definitionListSortKey,
  definitionTextPlace,
  kindPartition,
  latestKey,
  refOfPartition,
  versionKey,
} from './keys.ts'
import type { Table } from './table.ts'

/** The life of a definition between two removals: what is left of one never gets mixed up with the next. */
export interface Generational extends Definition {
  generation: string
}

/** The item of the latest version, which lists find. A text that does not fit into it is put beside it first. */
export const putText = async (table: Table, definition: Generational): Promise<Item> => {
  const { kind, version, hash, createdAt, generation, text } = definition
  const item = {
    ...keyItem(latestKey(definition)),
    version: number(version),
    hash: { S: hash },
    createdAt: number(createdAt),
    generation: { S: generation },
    gsi1pk: { S: kindPartition(kind) },
    gsi1sk: { S: definitionListSortKey(definition) },
  }
  const packed = pack(text)
  if (packed.length <= maxChunk) return { ...item, ...packedItem(packed) }
  // Named by its digest: one who loses the race for this version cannot change what the other has put.
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 32)
  await putChunks(table, definitionTextPlace(definition, generation, digest), text)
  return { ...item, digest: { S: digest } }
}

/** The same under the key of its version, where it stays when it is no longer the latest. No list shows it. */
export const olderItem = (item: Item): Item => {
  const { gsi1pk: _pk, gsi1sk: _sk, ...latest } = item
  const ref = refOfPartition(textIn(latest, 'pk'))
  return { ...latest, ...keyItem(versionKey(ref, textIn(latest, 'generation'), numberIn(latest, 'version'))) }
}

/** Throws `CorruptState` when it cannot be read. */
export const readDefinition = async (table: Table, item: Item): Promise<Definition> => {
  const ref = refOfPartition(textIn(item, 'pk'))
  const version = numberIn(item, 'version')
  const what = `version ${version} of ${ref.kind}/${ref.name} in ${ref.namespace}`
  const text = item['digest'] ? await apartText(table, item, what) : storedText(packedIn(item), what)
  return { ...ref, version, hash: textIn(item, 'hash'), text, createdAt: numberIn(item, 'createdAt') }
}

const apartText = async (table: Table, item: Item, what: string): Promise<string> => {
  const ref = refOfPartition(textIn(item, 'pk'))
  const place = definitionTextPlace(ref, textIn(item, 'generation'), textIn(item, 'digest'))
  const text = await readChunks(table, place, what)
  if (text === undefined) throw new MillraceError('CorruptState', `the text of ${what} is missing`)
  return text
}
