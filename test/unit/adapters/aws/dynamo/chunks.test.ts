import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { maxChunk } from '../../../../../lib/adapters/aws/dynamo/chunks.ts'
import { createDynamoDefinitions } from '../../../../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { sampleEntry, sampleRunId } from '../../../../contract/sample-run.ts'
import { noDynoxide } from '../../../../support/dynoxide.ts'
import { type DynamoUnderTest, hasSortKey, sortKey, useDynamo } from './dynamo-under-test.ts'

/** Text that compresses to no less than half of it, with characters beyond ASCII at every place where it may be cut. */
const noise = (chars: number) => `größer 失敗 🚧${randomBytes(chars / 2).toString('hex')}`
const large = noise(2_000_000)
/** What is compared in their place, so that a failure can be read. */
const digest = (text: string | undefined) => text && createHash('sha256').update(text).digest('hex')

const remove = ({ tamper }: DynamoUnderTest, begins: string) => tamper(hasSortKey(begins), () => undefined)
const sortKeys = async ({ items }: DynamoUnderTest) => (await items()).map(sortKey)

describe.skipIf(noDynoxide !== undefined)('a text of several chunks', () => {
  const open = useDynamo()

  it('is cut into items that DynamoDB takes, and put together again', async () => {
    const dynamo = await open()
    const runLog = createDynamoRunLog(dynamo)
    const runId = sampleRunId()
    await runLog.putPlan(runId, 'abc', large)
    const chunks = await dynamo.items()
    expect(chunks.length).toBeGreaterThan(2)
    expect(chunks.map((chunk) => chunk['b']!.B!.length <= maxChunk && chunk['of']!.N)).toEqual(
      chunks.map(() => `${chunks.length}`),
    )
    expect(digest(await runLog.plan(runId, 'abc'))).toBe(digest(large))
  })

  it.each(['0000', '0001', '0002'])('is corrupt when chunk %s of a plan is missing', async (n) => {
    const dynamo = await open()
    const runLog = createDynamoRunLog(dynamo)
    const runId = sampleRunId()
    await runLog.putPlan(runId, 'abc', large)
    await remove(dynamo, `PLAN#abc#${n}`)
    await expect(runLog.plan(runId, 'abc')).rejects.toMatchObject({
      code: 'CorruptState',
      message: `plan abc of run ${runId} is incomplete: a chunk is missing`,
    })
  })

  it('is whole again when it is put again, even where there were more chunks before', async () => {
    const dynamo = await open()
    const runLog = createDynamoRunLog(dynamo)
    const runId = sampleRunId()
    await runLog.putPlan(runId, 'abc', large)
    await remove(dynamo, 'PLAN#abc#0000')
    await runLog.putPlan(runId, 'abc', '{}')
    expect(await runLog.plan(runId, 'abc')).toBe('{}')
  })

  it.each(['0000', '0001', '0002'])('hides no older snapshot when the writer died before its chunk %s', async (n) => {
    const dynamo = await open()
    const runLog = createDynamoRunLog(dynamo)
    const runId = sampleRunId()
    await runLog.putSnapshot(runId, 7, large)
    const old = await dynamo.items()
    await runLog.putSnapshot(runId, 8, noise(2_000_000))
    await runLog.append(runId, sampleEntry(9))
    const [chunk] = (await sortKeys(dynamo)).filter((key) => key.startsWith('SNAPSHOT#00000008') && key.endsWith(n))
    await remove(dynamo, chunk!)
    for (const item of old) await dynamo.table.put(item)
    const snapshot = await runLog.snapshot(runId)
    expect([snapshot?.seq, digest(snapshot?.text)]).toEqual([7, digest(large)])
    await remove(dynamo, 'SNAPSHOT#00000007')
    expect(await runLog.snapshot(runId)).toBeUndefined()
  })

  it('is one of two snapshots of the same seq, never a mixture', async () => {
    const dynamo = await open()
    const runLog = createDynamoRunLog(dynamo)
    const runId = sampleRunId()
    const [one, other] = [noise(2_000_000), noise(1_000_000)]
    await Promise.all([runLog.putSnapshot(runId, 7, one), runLog.putSnapshot(runId, 7, other)])
    expect([one, other].map(digest)).toContain(digest((await runLog.snapshot(runId))?.text))
  })

  it('is forgotten with the snapshots that a newer one replaces', async () => {
    const dynamo = await open()
    const runLog = createDynamoRunLog(dynamo)
    const runId = sampleRunId()
    await runLog.putPlan(runId, 'abc', '{}')
    await runLog.append(runId, sampleEntry(1))
    await runLog.putSnapshot(runId, 7, large)
    await runLog.putSnapshot(runId, 10, '{"seq":10}')
    expect((await sortKeys(dynamo)).map((key) => key.split('#').slice(0, 2).join('#'))).toEqual([
      'LOG#00000001',
      'PLAN#abc',
      'SNAPSHOT#00000010',
    ])
  })

  it('of a definition is kept for each version, and removed with it', async () => {
    const dynamo = await open()
    const definitions = createDynamoDefinitions(dynamo)
    const build = { namespace: 'default', kind: 'DAG', name: 'build' }
    const other = noise(1_500_000)
    await definitions.put({ ...build, hash: 'a', text: large, createdAt: 1 })
    await definitions.put({ ...build, hash: 'b', text: other, createdAt: 2 })
    expect(digest((await definitions.get(build))?.text)).toBe(digest(other))
    expect(digest((await definitions.get(build, 1))?.text)).toBe(digest(large))
    expect((await definitions.list({ kind: 'DAG' })).map(({ text }) => digest(text))).toEqual([digest(other)])
    await definitions.remove(build)
    expect(await dynamo.items()).toEqual([])
  })

  it('of a definition is not changed by others who put the same version and lose', async () => {
    const dynamo = await open()
    const definitions = createDynamoDefinitions(dynamo)
    const build = { namespace: 'default', kind: 'DAG', name: 'build' }
    const texts = Array.from({ length: 4 }, () => noise(900_000))
    const puts = texts.map((text, n) => definitions.put({ ...build, hash: `${n}`, text, createdAt: n }))
    const versions = (await Promise.all(puts)).map(({ version }) => version)
    const read = await Promise.all(versions.map((version) => definitions.get(build, version)))
    expect(read.map((one) => digest(one?.text))).toEqual(texts.map(digest))
    expect(versions.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4])
  })
})
