import { RunHeader } from '../../../core/header.ts'
import type { RunId } from '../../../core/message.ts'
import { storedJson } from '../../codec/stored-json.ts'
import { type Item, keyItem, number, pack, packedIn, packedItem, textIn } from './item.ts'
import {
  duePartition,
  dueShardOf,
  headerKey,
  type Key,
  listSortKey,
  namePartition,
  namespaceListPartition,
  runIdOfPartition,
} from './keys.ts'

/** The header of a run, with the keys of the lists that it belongs in. Without `dueAt` it is not in that of due runs. */
export const headerItem = (header: RunHeader): Item => {
  const { runId, namespace, seq, dueAt } = header
  return {
    ...keyItem(headerKey(runId)),
    seq: number(seq),
    gsi1pk: { S: namespaceListPartition(namespace) },
    gsi1sk: { S: listSortKey(header) },
    ...(dueAt !== undefined && { gsi2pk: { S: duePartition(dueShardOf(runId)) }, gsi2sk: number(dueAt) }),
    ...packedItem(pack(JSON.stringify(header))),
  }
}

/** Throws `CorruptState` when it cannot be read. */
export const readHeader = (item: Item): RunHeader =>
  storedJson(RunHeader, packedIn(item), `the header of run ${runIdOf(item)}`)

export const runIdOf = (item: Item): RunId => runIdOfPartition(textIn(item, 'pk'))

/** That a run has this name: found by a strongly consistent query, which no index allows. */
export const nameKey = (header: RunHeader): Key => ({
  pk: namePartition(header.namespace, header.name),
  sk: listSortKey(header),
})
