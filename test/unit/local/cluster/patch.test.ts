import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../../lib/core/kubernetes.ts'
import { isObject } from '../../../../lib/local/cluster/api/json.ts'
import { jsonPatch } from '../../../../lib/local/cluster/patch/json-patch.ts'
import { mergePatch } from '../../../../lib/local/cluster/patch/merge-patch.ts'
import { strategicMerge } from '../../../../lib/local/cluster/patch/strategic-merge.ts'

const key = fc.constantFrom('a', 'b', 'c', '__proto__')
const { tree } = fc.letrec<{ tree: Json; map: JsonObject }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(1, 'x', true),
    fc.array(fc.integer(), { maxLength: 2 }),
    tie('map'),
  ),
  map: fc.array(fc.tuple(key, tie('tree')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
}))

/** The merge patch that makes `before` into `after`. */
const difference = (before: Json, after: Json): Json => {
  if (!isObject(before) || !isObject(after)) return after
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  const kept = Object.entries(after).map(([name, value]) => [
    name,
    Object.hasOwn(before, name) ? difference(before[name] as Json, value) : value,
  ])
  return Object.fromEntries([...gone.map((name) => [name, null]), ...kept]) as JsonObject
}

describe('a merge patch', () => {
  it('makes one document into another, and changes neither', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const [copy, patch] = [structuredClone(before), difference(before, after)]
        const merged = mergePatch(before, patch)
        expect(merged).toEqual(after)
        expect(before).toEqual(copy)
        expect(mergePatch(merged, patch)).toEqual(merged)
      }),
    )
  })
})

describe('a JSON patch', () => {
  it('of one replacement at the root gives that document', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const copy = structuredClone(before)
        expect(jsonPatch(before, [{ op: 'replace', path: '', value: after }])).toEqual(after)
        expect(before).toEqual(copy)
      }),
    )
  })

  it.each<[string, Json, Json, Json]>([
    [
      'adds to a list',
      { a: [1, 2] },
      [
        { op: 'add', path: '/a/1', value: 9 },
        { op: 'add', path: '/a/-', value: 3 },
      ],
      { a: [1, 9, 2, 3] },
    ],
    [
      'reads escaped keys',
      { 'a/b': { 'c~d': 1 } },
      [{ op: 'replace', path: '/a~1b/c~0d', value: 2 }],
      { 'a/b': { 'c~d': 2 } },
    ],
    [
      'removes',
      { a: [1, 2], b: 3 },
      [
        { op: 'remove', path: '/a/0' },
        { op: 'remove', path: '/b' },
      ],
      { a: [2] },
    ],
    [
      'moves and copies',
      { a: 1 },
      [
        { op: 'move', from: '/a', path: '/b' },
        { op: 'copy', from: '/b', path: '/c' },
      ],
      { b: 1, c: 1 },
    ],
    ['tests', { a: { b: 1, c: 2 } }, [{ op: 'test', path: '/a', value: { c: 2, b: 1 } }], { a: { b: 1, c: 2 } }],
  ])('%s', (_title, before, patch, after) => {
    expect(jsonPatch(before, patch)).toEqual(after)
  })

  it.each<[Json]>([
    [{ op: 'test', path: '/a', value: 2 }],
    [{ op: 'remove', path: '/b' }],
    [{ op: 'replace', path: '/b', value: 1 }],
    [{ op: 'add', path: '/b/c', value: 1 }],
    [{ op: 'add', path: '/list/5', value: 1 }],
    [{ op: 'add', path: '/list/01', value: 1 }],
    [{ op: 'add', path: 'a', value: 1 }],
    [{ op: 'add', path: '/b' }],
    [{ op: 'frob', path: '/a' }],
    [7],
  ])('refuses %j', (operation) => {
    expect(() => jsonPatch({ a: 1, list: [1] }, [operation])).toThrow('the server rejected our request')
  })
})

describe('a strategic merge patch', () => {
  it('is a merge patch where no list is merged', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        expect(strategicMerge(before, difference(before, after))).toEqual(after)
      }),
    )
  })

  it('merges lists by their key, deletes from them, replaces them, and sorts them', () => {
    const before = {
      env: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ],
    }
    expect(
      strategicMerge(before, {
        env: [
          { name: 'b', value: '3' },
          { name: 'c', value: '4' },
        ],
      }),
    ).toEqual({
      env: [
        { name: 'a', value: '1' },
        { name: 'b', value: '3' },
        { name: 'c', value: '4' },
      ],
    })
    expect(strategicMerge(before, { env: [{ name: 'a', $patch: 'delete' }] })).toEqual({
      env: [{ name: 'b', value: '2' }],
    })
    expect(strategicMerge(before, { env: [{ name: 'z' }, { $patch: 'replace' }] })).toEqual({ env: [{ name: 'z' }] })
    expect(strategicMerge(before, { '$setElementOrder/env': [{ name: 'b' }, { name: 'a' }] })).toEqual({
      env: [
        { name: 'b', value: '2' },
        { name: 'a', value: '1' },
      ],
    })
    expect(() => strategicMerge(before, { env: [{ value: '1' }] })).toThrow('does not contain declared merge key: name')
  })

  it('keeps only the source that it names', () => {
    const before = { volumes: [{ name: 'v', emptyDir: {} }] }
    const patch = { volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'x' } }] }
    expect(strategicMerge(before, patch)).toEqual({ volumes: [{ name: 'v', configMap: { name: 'x' } }] })
  })
})
