import { createHash } from 'node:crypto'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createSqsQueues } from '../../../../../lib/adapters/aws/sqs/sqs-queues.ts'
import type { QueueName } from '../../../../../lib/core/message.ts'
import { queueNames } from '../../../../../lib/core/message.ts'
import { actionOf, fakeWire, jsonOf, type WireAnswer, type WireRequest } from './fake-wire.ts'

export interface Entry {
  Id: string
  MessageBody: string
  DelaySeconds?: number
  MessageAttributes?: Record<string, { DataType: string; StringValue: string }>
  ReceiptHandle?: string
}

interface Asked {
  action: string
  url: string
  /** The request's body. */
  input: Record<string, unknown>
  entries: Entry[]
}

/** What SQS says to a request; undefined: that it has done it. */
type Say = (asked: Asked, n: number) => WireAnswer | Error | undefined | Promise<WireAnswer | Error | undefined>

export const urlOf = (queue: string): string => `https://sqs.eu-west-1.amazonaws.com/000000000000/${queue}`

/** Queues on a wire that says what the test wants, and otherwise that everything was done and nothing is there. */
export const queuesUnderTest = (say: Say = () => undefined, signal?: AbortSignal) => {
  const asked: Asked[] = []
  const wire = fakeWire(async (request) => {
    const one = read(request)
    asked.push(one)
    return (await say(one, asked.length)) ?? done(one)
  })
  const client = new SQSClient({ ...wire.config, useQueueUrlAsEndpoint: false })
  const urls = Object.fromEntries(
    queueNames.map((name) => [name, { url: urlOf(name), deadLetterUrl: urlOf(`${name}-dead`) }]),
  ) as Record<QueueName, { url: string; deadLetterUrl: string }>
  return { queues: createSqsQueues({ client, urls, signal: () => signal }), asked, wire }
}

export const md5Of = (text: string): string => createHash('md5').update(text).digest('hex')

/** The answer to a batch in which some entries failed. */
export const batchResult = (
  entries: readonly Entry[],
  failed: Record<string, { fault: 'sender' | 'service'; code?: string }>,
): WireAnswer => ({
  body: {
    Successful: entries.filter(({ Id }) => !failed[Id]).map(success),
    Failed: Object.entries(failed).map(([Id, { fault, code = 'InternalError' }]) => ({
      Id,
      SenderFault: fault === 'sender',
      Code: code,
      Message: `says ${code}`,
    })),
  },
})

const read = (request: WireRequest): Asked => {
  const input = jsonOf(request)
  return {
    action: actionOf(request),
    url: String(input['QueueUrl']),
    input,
    entries: (input['Entries'] as Entry[] | undefined) ?? [],
  }
}

const done = ({ entries }: Asked): WireAnswer => ({ body: { Successful: entries.map(success), Failed: [] } })

/** With the checksum of the body, which the client compares with its own. */
const success = ({ Id, MessageBody }: Entry) => ({
  Id,
  MessageId: `message-${Id}`,
  MD5OfMessageBody: md5Of(MessageBody ?? ''),
})
