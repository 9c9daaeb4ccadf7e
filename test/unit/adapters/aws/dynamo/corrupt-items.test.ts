import { describe, expect, it } from 'vitest'
import { createDynamoDefinitions } from '../../../../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoRunHeaders } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunInventory } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-inventory.ts'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { type Item, packedItem } from '../../../../../lib/adapters/aws/dynamo/item.ts'
import type { PackedText } from '../../../../../lib/adapters/codec/packed-text.ts'
import { largeEntry, sampleEntry, sampleHeader, sampleRunId } from '../../../../contract/sample-run.ts'
import { noDynoxide } from '../../../../support/dynoxide.ts'
import { hasSortKey, useDynamo } from './dynamo-under-test.ts'

const corrupt = { code: 'CorruptState', retryable: false }
const withBody = (body?: PackedText) => (item: Item) => {
  const { t: _t, b: _b, ...rest } = item
  return { ...rest, ...(body !== undefined && packedItem(body)) }
}

describe.skipIf(noDynoxide !== undefined)('items that something else has changed', () => {
  const open = useDynamo()

  it.each<[string, PackedText | undefined]>([
    ['no JSON', '{"seq":'],
    ['not an entry', '{"seq":1,"at":0,"causes":[],"events":[{"type":"unheard.of"}]}'],
    ['another entry', JSON.stringify(sampleEntry(2))],
    ['an unknown format', new Uint8Array([9, 1, 2, 3])],
    ['damaged compression', new Uint8Array([1, 255, 255, 255])],
    ['an empty binary', new Uint8Array()],
    ['nothing', undefined],
  ])('make an entry corrupt: %s', async (_, body) => {
    const { table, tamper } = await open()
    const runLog = createDynamoRunLog({ table })
    const runId = sampleRunId()
    await runLog.append(runId, largeEntry(1, 10_000))
    await tamper(hasSortKey('LOG'), withBody(body))
    await expect(runLog.read(runId, 0)).rejects.toMatchObject({ ...corrupt, message: expect.stringContaining(runId) })
  })

  it('are told of in their place by the inventory, which reads the others', async () => {
    const { table, tamper } = await open()
    const runLog = createDynamoRunLog({ table })
    const runId = sampleRunId()
    for (const seq of [1, 2, 3]) await runLog.append(runId, sampleEntry(seq))
    await tamper(hasSortKey('LOG#00000002'), withBody('{"seq":'))
    expect(await createDynamoRunInventory({ table }).entries(runId)).toEqual([
      sampleEntry(1),
      { seq: 2, problem: `entry 2 of run ${runId} cannot be read` },
      sampleEntry(3),
    ])
  })

  it('make a plan, a snapshot, a header and a definition corrupt', async () => {
    const { table, tamper } = await open()
    const runLog = createDynamoRunLog({ table })
    const headers = createDynamoRunHeaders({ table })
    const definitions = createDynamoDefinitions({ table })
    const header = sampleHeader()
    const { runId } = header
    const build = { namespace: 'default', kind: 'DAG', name: 'build' }
    await runLog.putPlan(runId, 'abc', '{}')
    await runLog.putSnapshot(runId, 1, '{}')
    await headers.put(header)
    await definitions.put({ ...build, hash: 'a', text: 'x', createdAt: 0 })
    await tamper(hasSortKey('RUN'), withBody('{"runId":1}'))
    for (const kind of ['PLAN', 'SNAPSHOT', 'LATEST']) await tamper(hasSortKey(kind), withBody(new Uint8Array([9])))

    const saysOf = (what: string) => ({ ...corrupt, message: `${what} cannot be read` })
    await expect(runLog.plan(runId, 'abc')).rejects.toMatchObject(saysOf(`plan abc of run ${runId}`))
    await expect(runLog.snapshot(runId)).rejects.toMatchObject(saysOf(`snapshot 1 of run ${runId}`))
    await expect(headers.get(runId)).rejects.toMatchObject(saysOf(`the header of run ${runId}`))
    await expect(headers.list({ limit: 1 })).rejects.toMatchObject(corrupt)
    await expect(definitions.get(build)).rejects.toMatchObject(saysOf('version 1 of DAG/build in default'))
  })

  it('do not keep a run from being removed', async () => {
    const { table, tamper } = await open()
    const runLog = createDynamoRunLog({ table })
    const headers = createDynamoRunHeaders({ table })
    const header = sampleHeader()
    await headers.put(header)
    await runLog.append(header.runId, sampleEntry(1))
    await tamper(() => true, withBody('{'))
    await runLog.remove(header.runId)
    expect(await headers.get(header.runId)).toBeUndefined()
    expect(await headers.named(header.namespace, header.name)).toEqual([])
    expect(await createDynamoRunInventory({ table }).runs()).toEqual({ runIds: [] })
  })
})
