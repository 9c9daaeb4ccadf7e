/** What others put around a message: its body, and a name for it that stays the same however often it is delivered. */
interface Opened {
  body: unknown
  key: string
}

type Fields = Record<string, unknown>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A notification of SNS without raw delivery: the body is text in `Message`. */
const openNotification = ({ Type, MessageId, Message }: Fields): Opened | undefined =>
  Type === 'Notification' && typeof MessageId === 'string' && typeof Message === 'string'
    ? { body: JSON.parse(Message), key: `sns:${MessageId}` }
    : undefined

/** An event of EventBridge: the body is its `detail`. */
const openEvent = (value: Fields): Opened | undefined =>
  typeof value['detail-type'] === 'string' && typeof value['id'] === 'string' && isObject(value['detail'])
    ? { body: value['detail'], key: `eventbridge:${value['id']}` }
    : undefined

/** An event may come by way of a topic. */
const maxDepth = 2

/**
 * What is in the envelopes that SNS and EventBridge put around a body, and the innermost one's name for it.
 * Throws SyntaxError for a notification whose text is not JSON.
 */
export const openEnvelopes = (value: unknown, depth = maxDepth): { body: unknown; key?: string } => {
  if (!isObject(value) || depth === 0) return { body: value }
  const opened = openNotification(value) ?? openEvent(value)
  if (!opened) return { body: value }
  const inner = openEnvelopes(opened.body, depth - 1)
  return { body: inner.body, key: inner.key ?? opened.key }
}
