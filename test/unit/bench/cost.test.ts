import { describe, expect, it } from 'vitest'
import { billOf, totalOf } from '../../../bench/cost/bill.ts'
import type { Invocation } from '../../../bench/cost/invocation.ts'
import { longestSequence } from '../../../bench/cost/longest-sequence.ts'
import { modelledMs } from '../../../bench/cost/modelled-time.ts'
import { partsOf } from '../../../bench/cost/parts.ts'
import { table } from '../../../bench/cost/table.ts'
import { noUsage } from '../../../bench/cost/usage.ts'
import { aliveShare, watcherDollarsOfHour } from '../../../bench/cost/watcher.ts'
import type { RecordedCall } from '../../../test/system/emulator/recorder.ts'

const span = (started: number, ended: number) => ({ started, ended })

describe('the longest sequence', () => {
  it('takes one of those that were under way together', () => {
    const [first, beside, then] = [span(0, 5), span(1, 4), span(5, 9)]
    expect(longestSequence([first, beside, then], () => 1)).toHaveLength(2)
    expect(longestSequence([first, beside, then], ({ ended, started }) => ended - started)).toEqual([first, then])
  })

  it('prefers one that weighs more to two that weigh less', () => {
    const long = { ...span(0, 10), weight: 5 }
    const short = [span(0, 3), span(4, 9)].map((one) => ({ ...one, weight: 2 }))
    expect(longestSequence([...short, long], ({ weight }) => weight)).toEqual([long])
  })

  it('is empty for nothing', () => {
    expect(longestSequence([], () => 1)).toEqual([])
  })
})

const call = (service: string, started: number, ended: number) => ({ service, action: '', path: '', started, ended })

describe('the modelled time of an invocation', () => {
  it('is its time on the processor and the latencies that it waited for in sequence', () => {
    const calls = [call('dynamodb', 0, 2), call('sqs', 2, 4), call('sqs', 2, 5)]
    expect(modelledMs({ cpuMs: 3, calls }, 1_769)).toBe(3 + 5 + 10)
  })

  it('is what the processor takes, slowed down, when that is more', () => {
    expect(modelledMs({ cpuMs: 100, calls: [call('dynamodb', 0, 1)] }, 1_769 / 4)).toBe(400)
  })
})

const invocation = (name: string, types: readonly string[], at: number): Invocation => ({
  name,
  environment: `${name}-${at}`,
  messages: types.map((type) => ({ type, bytes: 100, receives: 1 })),
  calls: [],
  started: at,
  ended: at + 10,
  cpuMs: 5,
})

const recorded = (by: Invocation, rest: Partial<RecordedCall>): RecordedCall => ({
  service: 'dynamodb',
  action: 'Query',
  permissions: [],
  function: by.name,
  by: 'function',
  environment: by.environment,
  at: by.started + 1,
  durationMs: 1,
  bytesIn: 10,
  bytesOut: 10,
  status: 200,
  ...rest,
})

const sendTo = (queue: string) => ({
  service: 'sqs' as const,
  action: 'SendMessageBatch',
  permissions: [{ action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:0:millrace-test-${queue}`, context: {} }],
})

describe('the parts of what was seen', () => {
  const advance = invocation('advance', ['pods.observed'], 100)
  const collect = invocation(
    'collect',
    ['attempts.archive', 'attempts.archive', 'attempts.archive', 'pods.release'],
    200,
  )
  const watch = invocation('watch', ['cluster.watch'], 0)
  const figures = { memoryMb: 1_024, lines: 0, lineBytes: 0 }
  const parts = partsOf({
    name: 'test',
    tasks: 1,
    tookMs: 0,
    invocations: [advance, collect, watch],
    requests: [],
    functions: { advance: figures, collect: figures, watch: figures },
    calls: [
      recorded(advance, { units: { read: 1, write: 2 } }),
      recorded(advance, sendTo('collect')),
      recorded(watch, sendTo('work')),
      recorded(collect, { units: { read: 4, write: 0 } }),
      recorded(collect, { service: 's3', action: 'PutObject' }),
      recorded(advance, { at: 5_000, units: { read: 100, write: 100 } }),
    ],
  })

  it('gives the archive its share of a batch, and all of the object store', () => {
    expect(parts.archive.invocations).toBe(0.75)
    expect(parts.archive.readUnits).toBe(3)
    expect(parts.archive.s3Writes).toBe(1)
    expect(parts.archive.messages).toBe(3)
    expect(parts.tasks.readUnits).toBe(1 + 1)
  })

  it('counts the send, the receive and the delete of news as requests of the tasks', () => {
    const [news, ofAdvance, ofCollect, sendToCollect] = [1, 2, 0.25 * 5, 0.25]
    expect(parts.tasks.sqsRequests).toBe(news + ofAdvance + ofCollect + sendToCollect)
    expect(parts.tasks.messages).toBe(2)
  })

  it('leaves the watcher its own invocation, and out what was asked while loading', () => {
    expect(parts.watcher).toMatchObject({ invocations: 1, messages: 1, sqsRequests: 2 })
    expect(parts.tasks.writeUnits).toBe(2)
  })
})

describe('bills', () => {
  it('multiply by list prices', () => {
    const usage = { ...noUsage(), writeUnits: 1e6, sqsRequests: 1e6, s3Writes: 1_000, logBytes: 1e9 }
    expect(totalOf(billOf(usage))).toBeCloseTo(0.625 + 0.4 + 0.005 + 0.5)
  })

  it('have the watcher cost no more than one that is always alive', () => {
    const busy = { taskSeconds: 600, tasksPerHour: 1_000 }
    expect(aliveShare({ taskSeconds: 0, tasksPerHour: 1 })).toBeCloseTo(10 / 3_600, 4)
    expect(aliveShare(busy)).toBeCloseTo(1)
    expect(watcherDollarsOfHour(busy, 256)).toBeCloseTo(0.25 * 3_600 * 0.0000133334, 3)
  })
})

describe('a table', () => {
  it('puts numbers to the right and names to the left', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['a', 1],
          ['long name', 1_234],
        ],
      ).split('\n'),
    ).toEqual(['name           n', '---------  -----', 'a           1.00', 'long name  1,234'])
  })
})
