import { describe, expect, it } from 'vitest'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { createTable } from '../../../../../lib/adapters/aws/dynamo/table.ts'
import { createSeededRandom } from '../../../../../lib/adapters/memory/seeded-random.ts'
import { largeEntry, sampleEntry, sampleRunId } from '../../../../contract/sample-run.ts'
import { dynamoClient } from '../../../../support/dynamo-table.ts'
import { fakeWire } from './fake-wire.ts'

const key = { pk: 'a', sk: 'b' }

describe('what DynamoDB refuses', () => {
  it.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])(
    'is tried again when it is %s',
    async (error) => {
      const { table, calls } = await fakeWire((_, n) => (n === 1 ? { error } : { Item: { pk: { S: 'a' } } }))
      expect(await table.get(key)).toEqual({ pk: { S: 'a' } })
      expect(calls).toHaveLength(2)
    },
  )

  it.each([
    ['ProvisionedThroughputExceededException', 400, 2],
    ['ThrottlingException', 400, 2],
    ['InternalServerError', 500, 2],
    ['ServiceUnavailable', 503, 2],
    ['ResourceNotFoundException', 400, 1],
  ])('is called unavailable when it is %s (HTTP %i) and stays so', async (error, status, tries) => {
    const { table, calls } = await fakeWire(() => ({ error, status, message: 'as it says' }))
    await expect(table.get(key)).rejects.toMatchObject({
      code: 'Unavailable',
      retryable: true,
      message: expect.stringMatching(new RegExp(`^GetItem of table millrace: ${error}`)),
    })
    expect(calls).toHaveLength(tries)
  })

  it.each(['AccessDeniedException', 'UnrecognizedClientException', 'ExpiredTokenException'])(
    'is a matter of rights when it is %s, and the message is kept',
    async (error) => {
      const { table } = await fakeWire(() => ({ error, message: 'no' }))
      await expect(table.get(key)).rejects.toMatchObject({ code: 'Unauthorized', retryable: true })
    },
  )

  it('is invalid when it can never work', async () => {
    const { table, calls } = await fakeWire(() => ({ error: 'ValidationException', message: 'Item size has exceeded' }))
    await expect(table.put({})).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringContaining('Item size'),
    })
    expect(calls).toHaveLength(1)
  })

  it('is unavailable when nobody answers at all', async () => {
    const table = createTable({ client: dynamoClient('http://127.0.0.1:9'), name: 'millrace' })
    await expect(table.get(key)).rejects.toMatchObject({
      code: 'Unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })
})

describe('an entry', () => {
  it('that does not fit into an item is refused before it is sent', async () => {
    const { table, calls } = await fakeWire(() => ({}))
    const runLog = createDynamoRunLog({ table })
    const runId = sampleRunId()
    const random = createSeededRandom(1)
    const chars = Array.from({ length: 300_000 }, () => String.fromCharCode(0x4e00 + random.fraction() * 20_000))
    const reason = chars.join('')
    const entry = sampleEntry(3, [{ type: 'tasks.ended', tasks: [0], phase: 'Skipped', reason }])
    await expect(runLog.append(runId, entry)).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringMatching(new RegExp(`^entry 3 of run ${runId} takes \\d+ bytes`)),
    })
    expect(calls).toEqual([])
    await runLog.append(runId, largeEntry(3, 350_000))
    expect(calls).toHaveLength(1)
  })
})
