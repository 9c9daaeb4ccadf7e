import { describe, expect, it } from 'vitest'
import { createDynamoDefinitions } from '../../../../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoLeases } from '../../../../../lib/adapters/aws/dynamo/dynamo-leases.ts'
import { createDynamoRunHeaders } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunInventory } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-inventory.ts'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { sampleEntry, sampleHeader, sampleRunId } from '../../../../contract/sample-run.ts'
import { fakeWire, type WireAnswer, type WireCall } from './fake-wire.ts'

/** The first conditional write is done and its answer lost; the SDK's next try then meets the item that it has written. */
const losesFirstAnswer = () => {
  let written: unknown
  return ({ action, input }: WireCall): WireAnswer => {
    if (action === 'GetItem') return written === undefined ? {} : { Item: written as Record<string, unknown> }
    if (input['ConditionExpression'] === undefined) return {}
    if (written !== undefined) return { error: 'ConditionalCheckFailedException', message: 'no', Item: written }
    const values = (input['ExpressionAttributeValues'] ?? {}) as Record<string, unknown>
    const set = Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(':set_') ? [[name.slice(':set_'.length), value]] : [],
    )
    written = input['Item'] ?? { ...(input['Key'] as object), ...Object.fromEntries(set) }
    return 'lost'
  }
}

describe('a write that was done but whose answer was lost', () => {
  it('is a conflict for an entry, which is then found in the log', async () => {
    const { table, calls } = await fakeWire(losesFirstAnswer())
    const append = createDynamoRunLog({ table }).append(sampleRunId(), sampleEntry(1))
    await expect(append).rejects.toMatchObject({ code: 'Conflict', retryable: true })
    expect(calls.map(({ action }) => action)).toEqual(['PutItem', 'PutItem'])
  })

  it('answers the header that it has written', async () => {
    const header = sampleHeader({ seq: 7 })
    const { table, calls } = await fakeWire(losesFirstAnswer())
    expect(await createDynamoRunHeaders({ table }).put(header, { dueAt: 1 })).toEqual(header)
    expect(calls).toHaveLength(2)
  })

  it('gives the lease to the one who has taken it, and not to another who asks', async () => {
    const { table } = await fakeWire(losesFirstAnswer())
    const leases = createDynamoLeases({ table })
    const times = { now: 0, until: 1_000 }
    expect(await leases.take('cluster', 'first', times)).toEqual({ owner: 'first', until: 1_000, ending: false })
    expect(await leases.take('cluster', 'second', times)).toBeUndefined()
    expect(await leases.take('cluster', 'first', { now: 1, until: 1_001 })).toBeUndefined()
  })

  it('answers the version of a definition that it has made', async () => {
    const { table } = await fakeWire(losesFirstAnswer())
    const definition = { namespace: 'default', kind: 'DAG', name: 'build', hash: 'a', text: 'kind: DAG', createdAt: 1 }
    expect(await createDynamoDefinitions({ table }).put(definition)).toEqual({ version: 1, created: false })
  })

  it('says of a header that it has removed that there was none', async () => {
    const { table } = await fakeWire(losesFirstAnswer())
    expect(await createDynamoRunInventory({ table }).removeHeader(sampleRunId())).toBe(false)
  })
})
