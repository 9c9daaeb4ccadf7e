import type { Message } from '@aws-sdk/client-sqs'
import type { QueueName } from '../../../core/message.ts'
import type { DeadLetter, ReceivedMessage } from '../../../ports/queues.ts'
import { bytesOf, maxBytes, type SqsMessage } from './sqs-message.ts'
import { carriedText } from './sqs-text.ts'

/** Attributes of a letter that was rejected. One that SQS moved by itself has none of them, and keeps its own id. */
const attribute = {
  reason: 'millrace.reason',
  queue: 'millrace.queue',
  id: 'millrace.id',
  at: 'millrace.at',
} as const
/** UTF-16 units of a reason. */
const maxReason = 1024
const bodyWasCut = ' (the body was too long to be kept whole beside this reason)'

interface Rejection {
  queue: QueueName
  message: ReceivedMessage
  reason: string
  /** Epoch ms. */
  at: number
}

/** The message to send to the dead-letter queue. A body that leaves no room for the reason loses its end. */
export const buryOf = ({ queue, message, reason, at }: Rejection): SqsMessage => {
  const letter = (text: string, body: string): SqsMessage => ({
    body,
    attributes: {
      [attribute.reason]: carriedText(text, maxReason) || 'no reason',
      [attribute.queue]: queue,
      [attribute.id]: message.id,
      [attribute.at]: `${at}`,
    },
  })
  const whole = letter(reason, message.body)
  if (bytesOf(whole) <= maxBytes) return whole
  const cut = `${reason.slice(0, maxReason - bodyWasCut.length)}${bodyWasCut}`
  const room = maxBytes - bytesOf(letter(cut, ''))
  return letter(cut, firstBytes(message.body, room))
}

/** A letter as it was received from the dead-letter queue of `queue`. */
export const letterOf = (queue: QueueName, message: Message, maxReceives: number): DeadLetter => ({
  id: valueOf(message, attribute.id) ?? message.MessageId ?? '',
  queue,
  body: message.Body ?? '',
  reason: valueOf(message, attribute.reason) ?? `received ${maxReceives} times, never acknowledged`,
  at: Number(valueOf(message, attribute.at) ?? message.Attributes?.SentTimestamp ?? 0),
})

/** The message that a letter was, to be sent again. */
export const exhumed = (message: Message): SqsMessage => {
  const traceparent = valueOf(message, 'traceparent')
  return { body: message.Body ?? '', ...(traceparent !== undefined && { attributes: { traceparent } }) }
}

const valueOf = (message: Message, name: string): string | undefined => message.MessageAttributes?.[name]?.StringValue

/** As many whole characters of the text as have at most so many bytes. */
const firstBytes = (text: string, bytes: number): string => {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes))
  return text.slice(0, read)
}
