import type { QueueMessage, QueueName, RunId } from '../core/message.ts'
import type { OutgoingMessage } from '../ports/queues.ts'

/**
 * W3C trace context of what a run causes. The run's id is the id of the trace; its root span, whose child everything
 * else is, has the last 64 bits of it as its own.
 */
const traceparentOf = (runId: RunId): string => {
  const trace = runId.replaceAll('-', '')
  return `00-${trace}-${trace.slice(16)}-01`
}

/** A message as it goes on a queue. */
export const outgoing = (message: QueueMessage<QueueName>, delayMs?: number): OutgoingMessage => ({
  body: JSON.stringify(message),
  ...(delayMs !== undefined && { delayMs }),
  ...('runId' in message && { traceparent: traceparentOf(message.runId) }),
})
