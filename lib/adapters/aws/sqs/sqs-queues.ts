import type { Message, SQSClient } from '@aws-sdk/client-sqs'
import { MillraceError } from '../../../core/error.ts'
import type { QueueName } from '../../../core/message.ts'
import type { OutgoingMessage, Queues, ReceivedMessage } from '../../../ports/queues.ts'
import { buryOf } from './dead-letter.ts'
import { createDeadLetters, type QueueUrls } from './dead-letters.ts'
import { createSqsCalls } from './sqs-calls.ts'
import type { SqsMessage } from './sqs-message.ts'
import { carriedJson } from './sqs-text.ts'

/** The longest delay of a message, in milliseconds. */
const maxDelay = 15 * 60 * 1000
/** The longest time that one request waits for messages, and the longest that a message can be hidden, in seconds. */
const maxWait = 20
const maxVisibility = 43_200
/** https://www.w3.org/TR/trace-context/#traceparent-header */
const traceparent = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(-[\x21-\x7e]{1,400})?$/

export interface SqsQueuesOptions {
  /** With `useQueueUrlAsEndpoint: false`, so that an endpoint of the environment counts. */
  client: SQSClient
  /** Of the queues that are used here; using another one throws `Invalid`. Dead letters are looked for in all of them. */
  urls: Partial<Record<QueueName, QueueUrls>>
  /** Aborts what is under way when the present invocation ends. */
  signal?: () => AbortSignal | undefined
  /** What the queues' redrive policies say, for the reason of a letter that SQS moved by itself. */
  maxReceives?: number
}

/** Standard queues of SQS. Times are whole seconds there: they are rounded up. */
export const createSqsQueues = (options: SqsQueuesOptions): Queues => {
  const { client, urls, signal = () => undefined, maxReceives = 50 } = options
  const calls = createSqsCalls(client, signal)
  const queues = Object.entries(urls) as [QueueName, QueueUrls][]
  const deadLetters = createDeadLetters({ calls, queues, maxReceives })

  const urlsOf = (queue: QueueName): QueueUrls => {
    const known = urls[queue]
    if (known === undefined) throw new MillraceError('Invalid', `The URL of queue ${queue} is not known here.`)
    return known
  }

  return {
    send: async (queue, messages) => {
      const late = messages.find(({ delayMs = 0 }) => delayMs > maxDelay)
      if (late) throw new MillraceError('Invalid', `delayMs is ${late.delayMs}, at most ${maxDelay} is possible`)
      await calls.send(urlsOf(queue).url, messages.map(sqsMessage))
    },

    receive: async (queue, { max, visibilityMs, waitMs, signal: given }) => {
      const { url } = urlsOf(queue)
      const visibilitySeconds = Math.min(seconds(visibilityMs), maxVisibility)
      for (let left = seconds(waitMs); ; left -= maxWait) {
        if (given?.aborted) return []
        const waitSeconds = Math.max(0, Math.min(left, maxWait))
        const system = ['ApproximateReceiveCount' as const]
        // A request that is aborted may still take messages: they come again after their visibility.
        const page = await calls
          .receive(url, { max, visibilitySeconds, waitSeconds, system, signal: given })
          .catch((error: unknown) => (given?.aborted ? [] : Promise.reject(error)))
        if (page.length > 0 || left <= maxWait) return page.map(receivedMessage)
      }
    },

    acknowledge: async (queue, receipts) => calls.remove(urlsOf(queue).url, receipts),

    postpone: async (queue, receipt, ms) =>
      calls.hide(urlsOf(queue).url, receipt, Math.min(seconds(ms), maxVisibility)),

    reject: async (queue, message, reason) => {
      const { url, deadLetterUrl } = urlsOf(queue)
      // Buried first: a crash between the two leaves two copies of one id, and loses none.
      await calls.send(deadLetterUrl, [buryOf({ queue, message, reason, at: Date.now() })])
      await calls.remove(url, [message.receipt])
    },

    deadLetters: (limit) => deadLetters.list(limit),
    redrive: (ids) => deadLetters.redrive(ids),
  }
}

const seconds = (ms: number): number => Math.ceil(ms / 1000)

const sqsMessage = (message: OutgoingMessage): SqsMessage => ({
  body: carriedJson(message.body),
  ...(message.delayMs !== undefined && { delaySeconds: seconds(message.delayMs) }),
  ...(message.traceparent !== undefined &&
    traceparent.test(message.traceparent) && { attributes: { traceparent: message.traceparent } }),
})

const receivedMessage = ({ MessageId, ReceiptHandle, Body, Attributes }: Message): ReceivedMessage => ({
  id: MessageId ?? '',
  receipt: ReceiptHandle ?? '',
  body: Body ?? '',
  receives: Number(Attributes?.ApproximateReceiveCount ?? 1),
})
