import { describe, expect, it } from 'vitest'
import { createDynamoDefinitions } from '../../../../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoLeases } from '../../../../../lib/adapters/aws/dynamo/dynamo-leases.ts'
import { createDynamoRunHeaders } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunInventory } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-inventory.ts'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { headerItem } from '../../../../../lib/adapters/aws/dynamo/stored-header.ts'
import type { Table } from '../../../../../lib/adapters/aws/dynamo/table.ts'
import { RunId } from '../../../../../lib/core/message.ts'
import { sampleHeader, sampleRunId } from '../../../../contract/sample-run.ts'
import { fakeWire, type WireCall } from './fake-wire.ts'

const runId = sampleRunId()
const build = { namespace: 'default', kind: 'DAG', name: 'build' }
const reads: [string, (table: Table) => Promise<unknown>][] = [
  ['the tail of a log', (table) => createDynamoRunLog({ table }).read(runId, 3)],
  [
    'a plan',
    (table) =>
      createDynamoRunLog({ table })
        .plan(runId, 'abc')
        .catch(() => undefined),
  ],
  ['a snapshot', (table) => createDynamoRunLog({ table }).snapshot(runId)],
  ['a header', (table) => createDynamoRunHeaders({ table }).get(runId)],
  ['the runs of a name', (table) => createDynamoRunHeaders({ table }).named('default', 'build-1')],
  ['all entries of a run', (table) => createDynamoRunInventory({ table }).entries(runId)],
  ['a definition', (table) => createDynamoDefinitions({ table }).get(build)],
  ['a lease', (table) => createDynamoLeases({ table }).read('cluster')],
]

const isConsistent = ({ action, input }: WireCall): boolean => {
  const where = action === 'BatchGetItem' ? (input['RequestItems'] as { millrace: object }).millrace : input
  return 'ConsistentRead' in where && where.ConsistentRead === true
}

describe('what is decided on', () => {
  it.each(reads)('is read strongly consistent: %s', async (_, read) => {
    const { table, calls } = await fakeWire(() => ({}))
    await read(table)
    expect(calls.map(({ action }) => action)).toEqual([expect.stringMatching(/^(GetItem|Query)$/)])
    expect(calls.map(isConsistent)).toEqual([true])
  })

  it('is one read of a snapshot that there is not, and of one that fits into an item', async () => {
    const sk = { S: 'SNAPSHOT#00000007#abc#0000' }
    const chunk = { pk: { S: `RUN#${runId}` }, sk, of: { N: '1' }, t: { S: '{"seq":7}' } }
    const { table, calls } = await fakeWire((_, n) => ({ Items: n === 1 ? [] : [chunk] }))
    const runLog = createDynamoRunLog({ table })
    expect(await runLog.snapshot(runId)).toBeUndefined()
    expect(await runLog.snapshot(runId)).toEqual({ seq: 7, text: '{"seq":7}' })
    expect(calls.map(({ input }) => input['Limit'])).toEqual([1, 1])
  })

  it('names no attribute outright, for many names are reserved', async () => {
    const { table, calls } = await fakeWire(() => ({}))
    const leases = createDynamoLeases({ table })
    const headers = createDynamoRunHeaders({ table })
    for (const [, read] of reads) await read(table)
    await leases.take('cluster', 'me', { now: 1, until: 2 })
    await leases.update('cluster', 'me', { ending: true })
    await leases.drop('cluster', 'me')
    for (const expected of [undefined, { dueAt: undefined }, { dueAt: 1 }]) await headers.put(sampleHeader(), expected)
    await headers.due(1, 1)
    await headers.list({ limit: 1, namespace: 'default', before: sampleHeader() })
    await createDynamoRunInventory({ table }).runs()
    await createDynamoRunInventory({ table }).removeHeader(runId, 3)
    await createDynamoRunLog({ table }).remove(runId)
    await createDynamoDefinitions({ table }).put({ ...build, hash: 'a', text: 'x', createdAt: 1 })
    const expressions = calls.flatMap(({ input }) =>
      Object.entries(input).flatMap(([field, value]) => (field.endsWith('Expression') ? [String(value)] : [])),
    )
    expect(expressions.length).toBeGreaterThan(20)
    const words = expressions.flatMap((text) => text.match(/(?<![#:\w])[A-Za-z_]\w*/g) ?? [])
    expect([...new Set(words)].sort()).toEqual(
      ['AND', 'BETWEEN', 'OR', 'SET', 'attribute_exists', 'attribute_not_exists', 'begins_with'].sort(),
    )
  })
})

describe('an index that lags behind', () => {
  const header = (n: number) =>
    sampleHeader({ runId: RunId.parse(`00000000-0000-4000-8000-00000000000${n}`), createdAt: 100 + n, dueAt: 50 + n })

  /** Six runs in the index, of which the table has only some. */
  const lagging = (gone: readonly number[]) => {
    const all = [1, 2, 3, 4, 5, 6].map(header).reverse()
    const there = new Set(all.filter((_, n) => !gone.includes(n)).map((one) => one.runId))
    return ({ action, input }: WireCall) => {
      if (action === 'BatchGetItem') {
        const { Keys } = (input['RequestItems'] as { millrace: { Keys: { pk: { S: string } }[] } }).millrace
        const wanted = all.filter((one) => Keys.some(({ pk }) => pk.S === `RUN#${one.runId}`) && there.has(one.runId))
        return { Responses: { millrace: wanted.map(headerItem) } }
      }
      const { below } = Object.fromEntries(
        Object.entries(input['ExpressionAttributeValues'] as Record<string, { S: string }>).map(([k, v]) => [
          k.slice(1),
          v.S,
        ]),
      )
      const rows = all.map(headerItem).filter((item) => below === undefined || item['gsi1sk']!.S! < below)
      return { Items: rows.slice(0, Number(input['Limit'])) }
    }
  }

  it.each([[[]], [[0]], [[5]], [[0, 1]], [[2, 3]], [[1, 2, 3, 4]], [[0, 1, 2, 3, 4, 5]]])(
    'shows runs whose headers are gone: pages leave out %j, and neither lose nor repeat another',
    async (gone) => {
      const { table, calls } = await fakeWire(lagging(gone))
      const headers = createDynamoRunHeaders({ table })
      const rows = []
      for (let page = await headers.list({ namespace: 'default', limit: 2 }); page.length > 0; ) {
        rows.push(...page)
        page = await headers.list({ namespace: 'default', limit: 2, before: rows.at(-1)! })
      }
      expect(rows).toEqual([6, 5, 4, 3, 2, 1].filter((_, n) => !gone.includes(n)).map(header))
      for (const call of calls) expect(isConsistent(call)).toBe(call.action === 'BatchGetItem')
    },
  )

  it('is asked for what is due, and for nothing else', async () => {
    const item = headerItem(header(3))
    const { table, calls } = await fakeWire(({ input }) => {
      const { ':pk': pk } = input['ExpressionAttributeValues'] as { ':pk': { S: string } }
      return { Items: pk.S === item['gsi2pk']!.S ? [item] : [] }
    })
    const { runId: dueId, dueAt } = header(3)
    expect(await createDynamoRunHeaders({ table }).due(60, 10)).toEqual([{ runId: dueId, dueAt }])
    expect(calls).toHaveLength(16)
    expect(new Set(calls.map(({ action, input }) => `${action} ${String(input['IndexName'])}`))).toEqual(
      new Set(['Query gsi2']),
    )
  })
})
