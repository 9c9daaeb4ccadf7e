import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, startToys } from './toy-world.ts'

/** Answers, or fails, as the body of its first message says; says what came, and how often. */
const obeying = `
export const handler = async ({ Records }) => {
  const seen = Records.map(({ body, messageId, attributes }) => [JSON.parse(body), messageId, Number(attributes.ApproximateReceiveCount)])
  console.log(JSON.stringify({ seen: seen.map(([{ name }, , count]) => [name, count]) }))
  const failing = (list) => ({ batchItemFailures: list.map((itemIdentifier) => ({ itemIdentifier })) })
  const failed = seen.filter(([{ fails }]) => fails).map(([, id]) => id)
  const [[{ answer = 'failures' }]] = seen
  switch (answer) {
    case 'failures': return failing(failed)
    case 'unknown': return failing(['no-such-id'])
    case 'blank': return failing([''])
    case 'nameless': return { batchItemFailures: [{ id: seen[0][1] }] }
    case 'misshapen': return { batchItemFailures: 'all' }
    case 'nothing': return undefined
    case 'empty': return {}
    case 'null list': return { batchItemFailures: null }
    default: throw new Error(answer)
  }
}`

const shapes = `export const handler = async (event) => { console.log(JSON.stringify(event)) }`

interface Seen {
  seen: [string, number][]
}

let world: Awaited<ReturnType<typeof startToys>>
beforeAll(async () => {
  world = await startToys({
    obeying: { code: obeying, mapping: {} },
    plain: { code: obeying, mapping: { FunctionResponseTypes: [] } },
    shapes: { code: shapes, mapping: {} },
    window: {
      code: obeying,
      mapping: { BatchSize: 100, MaximumBatchingWindowInSeconds: 1 },
      queue: { VisibilityTimeout: 5 },
    },
  })
})
afterAll(() => world.stop())

const countsOf = (name: string, message: string): number[] =>
  world
    .said<Seen>(name)
    .flatMap(({ seen }) => seen)
    .filter(([one]) => one === message)
    .map(([, count]) => count)

const gone = (queue: string, name: string) => async () => !(await world.left(queue)).some((body) => body.includes(name))

describe('the poller of a queue', () => {
  it('deletes what was done and keeps what failed for another try, then for the dead-letter queue', async () => {
    await world.sendTo('obeying', { name: 'good' }, { name: 'bad', fails: true })
    await eventually(async () => (await world.left('obeying-dlq')).some((body) => body.includes('"bad"')))
    expect(countsOf('obeying', 'good')).toEqual([1])
    expect(countsOf('obeying', 'bad')).toEqual([1, 2, 3])
    expect(await world.left('obeying-queue')).toEqual([])
  })

  it.each(['unknown', 'blank', 'nameless', 'misshapen', 'error'])(
    'keeps the whole batch when the answer is %s',
    async (answer) => {
      await world.sendTo('obeying', { name: `${answer} 1`, answer })
      await eventually(() => countsOf('obeying', `${answer} 1`).length === 2)
      expect(countsOf('obeying', `${answer} 1`)).toEqual([1, 2])
    },
  )

  it.each(['nothing', 'empty', 'null list'])('deletes the whole batch when the answer is %s', async (answer) => {
    await world.sendTo('obeying', { name: `${answer} 2`, answer })
    await eventually(() => countsOf('obeying', `${answer} 2`).length === 1)
    await eventually(gone('obeying-queue', `${answer} 2`))
    expect(countsOf('obeying', `${answer} 2`)).toEqual([1])
  })

  it('takes any answer for success when the mapping reports no failures', async () => {
    await world.sendTo('plain', { name: 'listed', fails: true })
    await eventually(() => countsOf('plain', 'listed').length === 1)
    await eventually(gone('plain-queue', 'listed'))
    expect(countsOf('plain', 'listed')).toEqual([1])
  })

  it('gives messages in the shape that Lambda gives them', async () => {
    const id = await world.send(world.urlOf('shapes-queue'), 'text', { traceparent: '00-1-2-01' })
    const [event] = await eventually(() => (world.said('shapes').length > 0 ? world.said('shapes') : undefined))
    expect(event).toEqual({
      Records: [
        {
          messageId: id,
          receiptHandle: expect.any(String),
          body: 'text',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            traceparent: { stringValue: '00-1-2-01', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfBody: '1cb251ec0d568de6a929b520c4aed8d1',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:shapes-queue',
          awsRegion: 'us-east-1',
        },
      ],
    })
  })

  it('waits for more messages within the batching window, over ten if there are', async () => {
    const names = Array.from({ length: 25 }, (_, n) => `w${n}`)
    await world.sendTo('window', ...names.map((name) => ({ name })))
    const all = await eventually(() => {
      const batches = world.said<Seen>('window').map(({ seen }) => seen.map(([name]) => name))
      return batches.flat().length === names.length ? batches : undefined
    })
    expect(all.flat().sort()).toEqual([...names].sort())
    expect(all).toHaveLength(1)
  })
})
