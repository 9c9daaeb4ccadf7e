import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergePatch } from '../../../../lib/adapters/kube/merge-patch.ts'

type Fields = { [name: string]: unknown }

/** RFC 7386, as a server applies it. */
const applied = (target: unknown, patch: unknown): unknown => {
  if (!isFields(patch)) return patch
  const result: Fields = isFields(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else result[name] = applied(result[name], value)
  }
  return result
}
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

describe('the patch that gives an object what a document says', () => {
  it('is nothing where the cluster only added to it', () => {
    const live = { spec: { containers: [{ name: 'a', image: 'b', imagePullPolicy: 'Always' }], policy: 'Never' } }
    expect(
      mergePatch(live, { spec: { containers: [{ name: 'a', image: 'b' }], volumes: [], labels: {} } }),
    ).toBeUndefined()
  })

  it('is only what differs, and lists as a whole', () => {
    const live = { a: 1, b: { c: 2, d: 3 }, list: [1, 2] }
    expect(mergePatch(live, { a: 1, b: { c: 4 }, list: [1] })).toEqual({ b: { c: 4 }, list: [1] })
  })

  it('takes away what only the last document said', () => {
    const live = { data: { a: '1', b: '2', theirs: '3' }, spec: { x: 1 } }
    const before = { data: { a: '1', b: '2' }, spec: { x: 1 } }
    expect(mergePatch(live, { data: { a: '1' } }, before)).toEqual({ data: { b: null }, spec: null })
  })

  it('is done after one application, whatever the documents are', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.string(), fc.array(fc.integer()), tie('fields')),
      fields: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { noNullPrototype: true }),
    })).fields as fc.Arbitrary<Fields>
    fc.assert(
      fc.property(value, value, value, (live, wanted, before) => {
        const patch = mergePatch(live, wanted, before)
        const next = applied(live, patch ?? {}) as Fields
        expect(mergePatch(next, wanted, before)).toBeUndefined()
      }),
    )
  })
})
