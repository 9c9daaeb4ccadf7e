import type { MessageAttributeValue, SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs'

/** Bytes of one message, and of all messages of one request, their attributes included. */
export const maxBytes = 1_048_576

/** A message to send: its body and attributes hold only what SQS carries. */
export interface SqsMessage {
  body: string
  delaySeconds?: number
  attributes?: Readonly<Record<string, string>>
}

/** As SQS counts: the body, and of each attribute its name, type and value. */
export const bytesOf = ({ body, attributes = {} }: SqsMessage): number =>
  Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + 'String'.length + Buffer.byteLength(value),
    Buffer.byteLength(body),
  )

export const entryOf = (message: SqsMessage, id: string): SendMessageBatchRequestEntry => ({
  Id: id,
  MessageBody: message.body,
  ...(message.delaySeconds !== undefined && { DelaySeconds: message.delaySeconds }),
  ...(message.attributes && { MessageAttributes: attributesOf(message.attributes) }),
})

const attributesOf = (attributes: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  )
