import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chunkKey,
  chunkNumber,
  definitionListSortKey,
  definitionPartition,
  definitionsOf,
  entriesAfter,
  entryKey,
  headerKey,
  joinKey,
  leaseKey,
  listSortKey,
  namePartition,
  namespaceKey,
  namespaceOfSortKey,
  planPlace,
  refOfPartition,
  runIdOfListSortKey,
  runIdOfPartition,
  runPartition,
  seqOfEntry,
  snapshotOfChunk,
  snapshotPlace,
  snapshotSortKey,
  snapshotsBelow,
  splitKey,
} from '../../../../../lib/adapters/aws/dynamo/keys.ts'
import { RunId } from '../../../../../lib/core/message.ts'
import { sampleRunId } from '../../../../contract/sample-run.ts'

const runId = fc.uuid().map((id) => RunId.parse(id))
/** Names with what separates and escapes parts, and anything else. */
const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('#', '/', '%', '2', '3', '5', 'a', 'ü', '🚧'), maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const ref = fc.record({ namespace: name, kind: name, name })
const seq = fc.nat(99_999_999)
const holds = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void) =>
  fc.assert(
    fc.property(arbitrary, (value) => {
      property(value)
    }),
  )

describe('keys', () => {
  it('give back the parts that they are made of', () => {
    holds(fc.array(name, { minLength: 1 }), (parts) => expect(splitKey(joinKey(...parts))).toEqual(parts))
    holds(runId, (id) => expect(runIdOfPartition(runPartition(id))).toBe(id))
    holds(fc.tuple(runId, seq), ([id, n]) => expect(seqOfEntry(entryKey(id, n).sk)).toBe(n))
    holds(ref, (value) => expect(refOfPartition(definitionPartition(value))).toEqual(value))
    holds(name, (value) => expect(namespaceOfSortKey(namespaceKey(value).sk)).toBe(value))
    holds(fc.tuple(runId, fc.nat()), ([id, createdAt]) =>
      expect(runIdOfListSortKey(listSortKey({ createdAt, runId: id }))).toBe(id),
    )
    holds(fc.tuple(runId, seq, name, fc.nat(9_999)), ([id, n, digest, chunk]) => {
      const { sk } = chunkKey(snapshotPlace(id, { seq: n, digest }), chunk)
      expect(snapshotOfChunk(sk)).toEqual({ seq: n, digest })
      expect(chunkNumber(sk)).toBe(chunk)
    })
    holds(fc.tuple(runId, name, fc.nat(9_999)), ([id, hash, chunk]) =>
      expect(chunkNumber(chunkKey(planPlace(id, hash), chunk).sk)).toBe(chunk),
    )
  })

  it('are different for what is different', () => {
    holds(fc.tuple(ref, ref), ([a, b]) => {
      const same = JSON.stringify(a) === JSON.stringify(b)
      expect(definitionPartition(a) === definitionPartition(b)).toBe(same)
      expect(definitionListSortKey(a) === definitionListSortKey(b)).toBe(
        a.namespace === b.namespace && a.name === b.name,
      )
      expect(namePartition(a.namespace, a.name) === namePartition(b.namespace, b.name)).toBe(
        a.namespace === b.namespace && a.name === b.name,
      )
      expect(leaseKey(a.name).pk === leaseKey(b.name).pk).toBe(a.name === b.name)
    })
  })

  it('of a list of one namespace begin as no other namespace’s do', () => {
    holds(fc.tuple(name, ref), ([namespace, other]) => {
      const { sk } = definitionsOf('DAG', namespace)
      const begins = sk && 'begins' in sk ? sk.begins : ''
      expect(definitionListSortKey(other).startsWith(begins)).toBe(other.namespace === namespace)
    })
  })

  it('of entries and runs are in the order of their numbers', () => {
    const id = sampleRunId()
    holds(fc.tuple(seq, seq), ([a, b]) => expect(entryKey(id, a).sk < entryKey(id, b).sk).toBe(a < b))
    holds(fc.tuple(fc.nat(), fc.nat()), ([a, b]) =>
      expect(listSortKey({ createdAt: a, runId: id }) <= listSortKey({ createdAt: b, runId: id })).toBe(a <= b),
    )
  })

  it('of older snapshots are below, and none of another kind is among them', () => {
    const id = sampleRunId()
    holds(fc.tuple(seq, seq, name), ([a, b, digest]) => {
      const { sk } = snapshotsBelow(id, snapshotSortKey(b))
      const { from, to } = sk as { from: string; to: string }
      const isIn = (key: string) => from <= key && key <= to
      expect(isIn(chunkKey(snapshotPlace(id, { seq: a, digest }), 0).sk)).toBe(a < b)
      for (const key of [entryKey(id, a), headerKey(id), chunkKey(planPlace(id, digest), 0)])
        expect(isIn(key.sk)).toBe(false)
    })
  })

  it('refuse numbers that would not be in order, and text that is not Unicode', () => {
    const id = sampleRunId()
    for (const n of [-1, 1.5, 100_000_000, Number.NaN])
      expect(() => entryKey(id, n)).toThrow(/whole numbers of 8 digits/)
    expect(() => entriesAfter(id, 99_999_999)).toThrow(/8 digits/)
    expect(() => leaseKey('\ud800')).toThrow(/well-formed/)
  })

  it.each(['DEF#a#b#c', 'RUN', 'RUN#no-uuid', 'RUN#6f9619ff-8b86-4011-b42d-00c04fc964ff#more'])(
    'call %s corrupt where a run’s is wanted',
    (key) => {
      expect(() => runIdOfPartition(key)).toThrow(expect.objectContaining({ code: 'CorruptState' }))
    },
  )
})
