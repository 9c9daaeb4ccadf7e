import { MillraceError } from '../../../core/error.ts'
import { RunId } from '../../../core/message.ts'
import type { DefinitionRef } from '../../../ports/definitions.ts'

/** The key of an item. */
export interface Key {
  pk: string
  sk: string
}

/** Which keys of a partition. The text of one that comes first in order is less. */
export interface KeyRange {
  pk: string
  sk?: { begins: string } | { from: string; to: string } | { below: string }
}

/** Where the chunks of a text are: all keys of `pk` that begin with `prefix`. */
export interface ChunkPlace {
  pk: string
  prefix: string
}

/** The run's header has the only sort key of its partition without a number. */
export const headerSortKey = 'RUN'
/** Every partition of a run begins so, and no other does. */
export const runPrefix = 'RUN#'
/** Due runs are spread over as many partitions, so that none takes all writes. */
export const dueShards = 16

const lastSeq = 99_999_999

/** Parts are joined by `#`, which no part contains once it is encoded. */
export const joinKey = (...parts: string[]): string => parts.map(encode).join('#')
export const splitKey = (key: string): string[] => key.split('#').map(decode)

export const runPartition = (runId: RunId): string => joinKey('RUN', runId)

/** Throws `CorruptState` when it is no run's. */
export const runIdOfPartition = (pk: string): RunId => {
  const [kind, id, ...rest] = splitKey(pk)
  return kind === 'RUN' && rest.length === 0 ? parseRunId(id, pk) : unreadable(pk)
}

export const headerKey = (runId: RunId): Key => ({ pk: runPartition(runId), sk: headerSortKey })

export const entryKey = (runId: RunId, seq: number): Key => ({ pk: runPartition(runId), sk: entrySortKey(seq) })
/** Entries with a seq above `after`. */
export const entriesAfter = (runId: RunId, after: number): KeyRange => ({
  pk: runPartition(runId),
  sk: { from: entrySortKey(after + 1), to: entrySortKey(lastSeq) },
})
export const seqOfEntry = (sk: string): number => {
  const [kind, seq] = splitKey(sk)
  return kind === 'LOG' ? parseDigits(seq, sk) : unreadable(sk)
}

export const planPlace = (runId: RunId, hash: string): ChunkPlace => ({
  pk: runPartition(runId),
  prefix: `${joinKey('PLAN', hash)}#`,
})

/** A snapshot is named by the digest of its text too: two versions of Millrace may make two texts of the same seq. */
export interface SnapshotName {
  seq: number
  digest: string
}
export const snapshotPlace = (runId: RunId, { seq, digest }: SnapshotName): ChunkPlace => ({
  pk: runPartition(runId),
  prefix: `${joinKey('SNAPSHOT', digits(seq, 8), digest)}#`,
})
export const snapshots = (runId: RunId): KeyRange => ({ pk: runPartition(runId), sk: { begins: 'SNAPSHOT#' } })
/** The chunks of snapshots that come before `sk`; no other key is between `SNAPSHOT#` and a snapshot's. */
export const snapshotsBelow = (runId: RunId, sk: string): KeyRange => ({
  pk: runPartition(runId),
  sk: { from: 'SNAPSHOT#', to: sk },
})
export const snapshotSortKey = (seq: number): string => joinKey('SNAPSHOT', digits(seq, 8))
export const snapshotOfChunk = (sk: string): SnapshotName => {
  const [kind, seq, digest] = splitKey(sk)
  return kind === 'SNAPSHOT' && digest !== undefined ? { seq: parseDigits(seq, sk), digest } : unreadable(sk)
}

export const chunkKey = ({ pk, prefix }: ChunkPlace, n: number): Key => ({ pk, sk: `${prefix}${digits(n, 4)}` })
export const chunkNumber = (sk: string): number => parseDigits(splitKey(sk).at(-1), sk)

/** Runs of a name, in order of their creation. */
export const namePartition = (namespace: string, name: string): string => joinKey('NAME', namespace, name)
/** Where a run is in a list that is ordered by creation. */
export interface ListPosition {
  createdAt: number
  runId: RunId
}
export const listSortKey = ({ createdAt, runId }: ListPosition): string => joinKey(digits(createdAt, 13), runId)
export const runIdOfListSortKey = (sk: string): RunId => parseRunId(splitKey(sk)[1], sk)

export const namespacesPartition = 'NAMESPACES'
export const namespaceKey = (namespace: string): Key => ({ pk: namespacesPartition, sk: joinKey('NS', namespace) })
export const namespaceOfSortKey = (sk: string): string => splitKey(sk)[1] ?? unreadable(sk)

/** Partitions of the indexes. A run's id is a hash, so that its last digit spreads evenly. */
export const namespaceListPartition = (namespace: string): string => joinKey('NS', namespace)
export const dueShardOf = (runId: RunId): number => Number.parseInt(runId.at(-1)!, dueShards)
export const duePartition = (shard: number): string => joinKey('DUE', `${shard}`)
export const kindPartition = (kind: string): string => joinKey('KIND', kind)
export const definitionListSortKey = ({ namespace, name }: DefinitionRef): string => joinKey(namespace, name)
export const definitionsOf = (kind: string, namespace?: string): KeyRange => ({
  pk: kindPartition(kind),
  ...(namespace !== undefined && { sk: { begins: `${joinKey(namespace)}#` } }),
})

export const definitionPartition = ({ namespace, kind, name }: DefinitionRef): string =>
  joinKey('DEF', namespace, kind, name)
export const refOfPartition = (pk: string): DefinitionRef => {
  const [type, namespace, kind, name] = splitKey(pk)
  if (type !== 'DEF' || namespace === undefined || kind === undefined || name === undefined) return unreadable(pk)
  return { namespace, kind, name }
}
export const latestKey = (ref: DefinitionRef): Key => ({ pk: definitionPartition(ref), sk: 'LATEST' })
/** Everything of a definition but its latest version; of one `generation`, the life between two removals. */
export const generationRange = (ref: DefinitionRef, generation: string): KeyRange => ({
  pk: definitionPartition(ref),
  sk: { begins: `${joinKey('V', generation)}#` },
})
export const versionKey = (ref: DefinitionRef, generation: string, version: number): Key => ({
  pk: definitionPartition(ref),
  sk: joinKey('V', generation, digits(version, 8)),
})
export const definitionTextPlace = (ref: DefinitionRef, generation: string, digest: string): ChunkPlace => ({
  pk: definitionPartition(ref),
  prefix: `${joinKey('V', generation, 'TEXT', digest)}#`,
})

export const leaseKey = (name: string): Key => ({ pk: joinKey('LEASE', name), sk: 'LEASE' })

const entrySortKey = (seq: number): string => joinKey('LOG', digits(seq, 8))

const encode = (part: string): string => {
  // What is not Unicode is stored as another character: two names would share a key.
  if (!part.isWellFormed()) throw new MillraceError('Invalid', `${JSON.stringify(part)} is no well-formed text`)
  return part.replaceAll('%', '%25').replaceAll('#', '%23')
}
const decode = (part: string): string => part.replaceAll('%23', '#').replaceAll('%25', '%')

/** Padded, so that the order of texts is that of numbers. */
const digits = (value: number, width: number): string => {
  if (!Number.isInteger(value) || value < 0 || value >= 10 ** width) {
    throw new MillraceError('Invalid', `a key has room for whole numbers of ${width} digits, not for ${value}`)
  }
  return `${value}`.padStart(width, '0')
}

const parseDigits = (text: string | undefined, key: string): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : unreadable(key)

const parseRunId = (text: string | undefined, key: string): RunId => {
  const { success, data } = RunId.safeParse(text)
  return success ? data : unreadable(key)
}

const unreadable = (key: string): never => {
  throw new MillraceError('CorruptState', `the key ${key} is not one of Millrace`)
}
