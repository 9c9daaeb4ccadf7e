import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  type MessageSystemAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { MillraceError } from '../../../core/error.ts'
import { inParallel } from './in-parallel.ts'
import { maxEntries, packBatches } from './pack-batches.ts'
import { isStaleReceipt, sqsCall } from './sqs-error.ts'
import { bytesOf, entryOf, maxBytes, type SqsMessage } from './sqs-message.ts'
import { wholeBatch } from './whole-batch.ts'

export interface ReceiveOptions {
  max: number
  visibilitySeconds: number
  /** At most 20. */
  waitSeconds: number
  system: MessageSystemAttributeName[]
  /** With all attributes of the messages' own. */
  attributes?: boolean
  signal?: AbortSignal
}

/** What is asked of SQS, by the URL of a queue. Throws what `sqsCall` does; batches are whole or throw. */
export interface SqsCalls {
  /** Of any number and size: throws `Invalid`, sending nothing, when one of them is too long by itself. */
  send(url: string, messages: readonly SqsMessage[]): Promise<void>
  receive(url: string, options: ReceiveOptions): Promise<Message[]>
  /** Receipts that are no longer current are ignored, here and below. */
  remove(url: string, receipts: readonly string[]): Promise<void>
  hide(url: string, receipt: string, seconds: number): Promise<void>
  /** Makes them visible at once. */
  show(url: string, receipts: readonly string[]): Promise<void>
}

/** Requests of one send that are under way at the same time. */
const maxRequests = 8
/** Milliseconds that an answer may take beyond the time that it was asked to wait. */
const answerTime = 3_000

export const createSqsCalls = (client: SQSClient, signal: () => AbortSignal | undefined): SqsCalls => {
  const sendBatch = async (url: string, batch: readonly SqsMessage[]): Promise<void> => {
    const refused = await wholeBatch({
      entries: batch.map((message, n) => entryOf(message, `${n}`)),
      call: (entries) =>
        sqsCall('Sending to', url, () =>
          client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }), { abortSignal: signal() }),
        ),
      signal: signal(),
    })
    const [first] = refused
    if (first) throw new MillraceError('Invalid', `Sending to ${url}: ${first.Code}: ${first.Message ?? 'refused'}`)
  }

  const removeBatch = async (url: string, receipts: readonly string[]): Promise<void> => {
    // Nothing but its receipt can be wrong with an entry: what is refused was stale.
    await wholeBatch({
      entries: receipts.map((receipt, n) => ({ Id: `${n}`, ReceiptHandle: receipt })),
      call: (entries) =>
        sqsCall('Deleting from', url, () =>
          client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }), { abortSignal: signal() }),
        ),
      signal: signal(),
    })
  }

  const showBatch = async (url: string, receipts: readonly string[]): Promise<void> => {
    await wholeBatch({
      entries: receipts.map((receipt, n) => ({ Id: `${n}`, ReceiptHandle: receipt, VisibilityTimeout: 0 })),
      call: (entries) => {
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: entries })
        return sqsCall('Showing messages of', url, () => client.send(command, { abortSignal: signal() }))
      },
      signal: signal(),
    })
  }

  return {
    send: async (url, messages) => {
      const longest = messages.reduce((most, message) => Math.max(most, bytesOf(message)), 0)
      if (longest > maxBytes) {
        throw new MillraceError('Invalid', `A message has ${longest} bytes, SQS takes at most ${maxBytes}.`)
      }
      await inParallel(maxRequests, packBatches(messages, bytesOf, maxBytes), (batch) => sendBatch(url, batch))
    },
    receive: async (url, options) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(options.max, maxEntries),
        VisibilityTimeout: options.visibilitySeconds,
        WaitTimeSeconds: options.waitSeconds,
        MessageSystemAttributeNames: options.system,
        ...(options.attributes && { MessageAttributeNames: ['All'] }),
      })
      const abortSignal = anyOf(signal(), options.signal)
      const requestTimeout = options.waitSeconds * 1000 + answerTime
      const { Messages = [] } = await sqsCall('Receiving from', url, () =>
        client.send(command, { abortSignal, requestTimeout }),
      )
      return Messages
    },
    remove: (url, receipts) => inParallel(maxRequests, pages(receipts), (page) => removeBatch(url, page)),
    hide: async (url, receipt, seconds) => {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: receipt,
        VisibilityTimeout: seconds,
      })
      try {
        await sqsCall('Hiding a message of', url, () => client.send(command, { abortSignal: signal() }))
      } catch (error) {
        if (!isStaleReceipt(error)) throw error
      }
    },
    show: (url, receipts) => inParallel(maxRequests, pages(receipts), (page) => showBatch(url, page)),
  }
}

const pages = (receipts: readonly string[]): string[][] => packBatches(receipts, () => 0, 0)

const anyOf = (...signals: (AbortSignal | undefined)[]): AbortSignal | undefined => {
  const given = signals.filter((one) => one !== undefined)
  return given.length > 1 ? AbortSignal.any(given) : given[0]
}
