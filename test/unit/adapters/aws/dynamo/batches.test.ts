import { describe, expect, it } from 'vitest'
import { fakeWire, type WireCall } from './fake-wire.ts'

const keys = (count: number) => Array.from({ length: count }, (_, n) => ({ pk: `p${n}`, sk: 's' }))
const item = ({ pk, sk }: { pk: string; sk: string }) => ({ pk: { S: pk }, sk: { S: sk } })

const asked = ({ input }: WireCall): unknown[] => {
  const { millrace } = input['RequestItems'] as { millrace: { Keys?: unknown[] } | unknown[] }
  return Array.isArray(millrace) ? millrace : (millrace.Keys ?? [])
}

describe('a batch of reads', () => {
  it('asks again for what DynamoDB did not get to, however often', async () => {
    const { table, calls } = await fakeWire((call) => {
      const [first, ...rest] = asked(call)
      return { Responses: { millrace: [first] }, UnprocessedKeys: rest.length > 0 ? { millrace: { Keys: rest } } : {} }
    })
    expect(await table.getAll(keys(9))).toEqual(keys(9).map(item))
    expect(calls.map((call) => asked(call).length)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect(calls.map(({ input }) => (input['RequestItems'] as { millrace: object }).millrace)).toEqual(
      Array.from({ length: 9 }, () => expect.objectContaining({ ConsistentRead: true })),
    )
  })

  it('gives up when DynamoDB gets to nothing at all', async () => {
    const { table, calls } = await fakeWire((call) => ({ UnprocessedKeys: { millrace: { Keys: asked(call) } } }))
    await expect(table.getAll(keys(3))).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'DynamoDB has not got to 3 of 3 items of a batch',
    })
    expect(calls).toHaveLength(6)
  })

  it('asks for no more than 100 at once, and for nothing when there is nothing', async () => {
    const { table, calls } = await fakeWire((call) => ({ Responses: { millrace: asked(call) } }))
    expect(await table.getAll(keys(201))).toHaveLength(201)
    expect(calls.map((call) => asked(call).length).sort((a, b) => a - b)).toEqual([1, 100, 100])
    expect(await table.getAll([])).toEqual([])
    expect(calls).toHaveLength(3)
  })
})

describe('a batch of removals', () => {
  it('sends again what DynamoDB did not get to', async () => {
    const { table, calls } = await fakeWire((call, n) => ({
      UnprocessedItems: n === 1 ? { millrace: asked(call).slice(0, 2) } : {},
    }))
    await table.deleteAll(keys(5))
    expect(calls.map(asked)).toEqual(
      [5, 2].map((count) => keys(count).map((key) => ({ DeleteRequest: { Key: item(key) } }))),
    )
  })

  it('sends no more than 25 at once', async () => {
    const { table, calls } = await fakeWire(() => ({}))
    await table.deleteAll(keys(51))
    expect(calls.map((call) => asked(call).length)).toEqual([25, 25, 1])
  })

  it('gives up when nothing is removed', async () => {
    const { table } = await fakeWire((call) => ({ UnprocessedItems: { millrace: asked(call) } }))
    await expect(table.deleteAll(keys(2))).rejects.toMatchObject({ code: 'Unavailable' })
  })
})
