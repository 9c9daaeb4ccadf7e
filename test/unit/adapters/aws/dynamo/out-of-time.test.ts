import { describe, expect, it } from 'vitest'
import { createDynamoDefinitions } from '../../../../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { sampleRunId } from '../../../../contract/sample-run.ts'
import { fakeWire, type WireAnswer } from './fake-wire.ts'

/** Milliseconds that something may still take once its time is over. */
const promptly = 500

/** Aborts the invocation a moment after so many calls have come in, and answers how long the work went on then. */
const cutOff = async (
  answer: WireAnswer,
  { after, maxAttempts }: { after: number; maxAttempts?: number },
  work: (table: Awaited<ReturnType<typeof fakeWire>>['table']) => Promise<unknown>,
) => {
  const invocation = new AbortController()
  let abortedAt = Number.NaN
  const { table } = await fakeWire(
    (_, n) => {
      if (n === after) {
        setTimeout(() => {
          abortedAt = performance.now()
          invocation.abort(new Error('the invocation ends'))
        }, 20)
      }
      return answer
    },
    { signal: () => invocation.signal, ...(maxAttempts !== undefined && { maxAttempts }) },
  )
  await expect(work(table)).rejects.toMatchObject({ code: 'Unavailable', retryable: true })
  return performance.now() - abortedAt
}

const key = { pk: 'a', sk: 'b' }

describe('the end of an invocation', () => {
  it('ends a request that nobody answers', async () => {
    expect(await cutOff('silent', { after: 1 }, (table) => table.get(key))).toBeLessThan(promptly)
  })

  it('ends the waits between the tries of a request', async () => {
    const throttled = { error: 'ThrottlingException' }
    const took = await cutOff(throttled, { after: 3, maxAttempts: 50 }, (table) => table.get(key))
    expect(took).toBeLessThan(promptly)
  })

  it('ends the waits for what a batch has left', async () => {
    const left = { UnprocessedItems: { millrace: [{ DeleteRequest: { Key: { pk: { S: 'a' }, sk: { S: 'b' } } } }] } }
    expect(await cutOff(left, { after: 3 }, (table) => table.deleteAll([key]))).toBeLessThan(promptly)
  })

  it('ends the tries to put a definition that others change too', async () => {
    const definition = { namespace: 'default', kind: 'DAG', name: 'build', hash: 'a', text: 'x', createdAt: 1 }
    const answer = { error: 'ConditionalCheckFailedException' }
    const invocation = new AbortController()
    const { table } = await fakeWire(
      ({ action }, n) => {
        if (n === 8) invocation.abort()
        return action === 'GetItem' ? {} : answer
      },
      { signal: () => invocation.signal },
    )
    await expect(createDynamoDefinitions({ table }).put(definition)).rejects.toMatchObject({ code: 'Unavailable' })
  })

  it('lets nothing begin after it', async () => {
    const { table, calls } = await fakeWire(() => ({}), { signal: () => AbortSignal.abort() })
    await expect(createDynamoRunLog({ table }).read(sampleRunId(), 0)).rejects.toMatchObject({ code: 'Unavailable' })
    expect(calls).toEqual([])
  })

  it('is that of the present invocation: the next one works', async () => {
    let present = new AbortController()
    const { table } = await fakeWire(() => ({}), { signal: () => present.signal })
    present.abort()
    await expect(table.get(key)).rejects.toMatchObject({ code: 'Unavailable' })
    present = new AbortController()
    expect(await table.get(key)).toBeUndefined()
  })
})
