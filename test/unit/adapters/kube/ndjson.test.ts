import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ndjson } from '../../../../lib/adapters/kube/ndjson.ts'

const chunked = async function* (bytes: Uint8Array, cuts: readonly number[]) {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  let start = 0
  for (const place of [...places, bytes.length]) {
    yield bytes.subarray(start, place)
    start = place
  }
}

const all = async (items: AsyncIterable<unknown>): Promise<unknown[]> => {
  const list: unknown[] = []
  for await (const item of items) list.push(item)
  return list
}

describe('lines of JSON', () => {
  it('come out whole however the bytes are cut', async () => {
    const value = fc.record({ text: fc.string({ unit: 'grapheme' }), list: fc.array(fc.integer()) })
    await fc.assert(
      fc.asyncProperty(fc.array(value), fc.array(fc.nat()), fc.boolean(), async (values, cuts, ended) => {
        const lines = values.map((one) => JSON.stringify(one)).join('\n')
        const bytes = new TextEncoder().encode(ended ? `${lines}\n` : lines)
        expect(await all(ndjson(chunked(bytes, cuts)))).toEqual(values)
      }),
    )
  })

  it('that break off are an error', async () => {
    await expect(all(ndjson(chunked(new TextEncoder().encode('{"a":1}\n{"b":'), [3])))).rejects.toThrow(SyntaxError)
  })
})
