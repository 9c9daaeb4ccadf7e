import { describe, expect, it } from 'vitest'
import { createDynamoRunHeaders } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { headerItem } from '../../../../../lib/adapters/aws/dynamo/stored-header.ts'
import { isError } from '../../../../../lib/core/error.ts'
import { sampleHeader } from '../../../../contract/sample-run.ts'
import { fakeWire, type WireCall } from './fake-wire.ts'

type Keys = { pk: { S: string }; sk: { S: string } }
const header = sampleHeader({ namespace: 'team', name: 'build', createdAt: 1 })
const run = `RUN#${header.runId}`
const name = `NAME#team#build 0000000000001#${header.runId}`

/** What was written or removed, by its key. */
const writes = (calls: WireCall[]): string[] =>
  calls.flatMap(({ action, input }) => {
    const { pk, sk } = (input['Item'] ?? input['Key'] ?? { pk: {}, sk: {} }) as Keys
    if (action === 'PutItem' || action === 'DeleteItem') return [`${action} ${pk.S} ${sk.S}`]
    return action === 'BatchWriteItem' ? [action] : []
  })

describe('the order of writes', () => {
  it('puts the name and the namespace of a run before its header, the namespace once', async () => {
    const { table, calls } = await fakeWire(() => ({}))
    const headers = createDynamoRunHeaders({ table })
    await headers.put(header)
    expect(writes(calls).slice(0, 2).sort()).toEqual([`PutItem ${name}`, 'PutItem NAMESPACES NS#team'])
    expect(writes(calls).slice(2)).toEqual([`PutItem ${run} RUN`])
    await headers.put(header)
    expect(writes(calls).slice(3)).toEqual([`PutItem ${name}`, `PutItem ${run} RUN`])
  })

  it('puts nothing but the header once the run is known', async () => {
    const { table, calls } = await fakeWire(() => ({}))
    await createDynamoRunHeaders({ table }).put(header, { dueAt: 1 })
    expect(writes(calls)).toEqual([`PutItem ${run} RUN`])
  })

  it('registers a namespace again when it did not work', async () => {
    const { table, calls } = await fakeWire(({ input }, n) => {
      const isFirst = n <= 2 && (input['Item'] as Keys).pk.S === 'NAMESPACES'
      return isFirst ? { error: 'ResourceNotFoundException' } : {}
    })
    const headers = createDynamoRunHeaders({ table })
    await headers.put(header).catch((error: unknown) => expect(isError(error, 'Unavailable')).toBe(true))
    await headers.put(header)
    expect(writes(calls).filter((one) => one.startsWith('PutItem NAMESPACES'))).toHaveLength(2)
    expect(writes(calls).filter((one) => one === `PutItem ${run} RUN`)).toHaveLength(1)
  })

  it('removes the header of a run last, its name before it', async () => {
    const item = headerItem(header)
    const entries = ['LOG#00000001', 'PLAN#a#0000'].map((sk) => ({ pk: { S: run }, sk: { S: sk } }))
    const { table, calls } = await fakeWire(({ action }) => {
      if (action === 'GetItem') return { Item: item }
      return action === 'Query' ? { Items: [...entries, item] } : {}
    })
    await createDynamoRunLog({ table }).remove(header.runId)
    expect(writes(calls)).toEqual(['BatchWriteItem', `DeleteItem ${name}`, `DeleteItem ${run} RUN`])
    const batch = calls.find(({ action }) => action === 'BatchWriteItem')!.input['RequestItems']
    expect(batch).toEqual({ millrace: entries.map((Key) => ({ DeleteRequest: { Key } })) })
  })

  it('makes a snapshot count although older ones could not be forgotten', async () => {
    const { table, calls } = await fakeWire(({ action }) =>
      action === 'Query' ? { error: 'AccessDeniedException' } : {},
    )
    await createDynamoRunLog({ table }).putSnapshot(header.runId, 3, '{}')
    expect(calls.map(({ action }) => action)).toEqual(['PutItem', 'Query'])
  })
})
