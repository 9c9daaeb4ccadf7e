import type { QueueName } from '../core/message.ts'

export interface OutgoingMessage {
  /** JSON text. */
  body: string
  /** At most 15 min. */
  delayMs?: number
  /** W3C trace context, carried beside the body where the queue can. Nothing decides on it. */
  traceparent?: string
}

export interface ReceivedMessage {
  id: string
  /** Names this delivery; a later delivery has another. */
  receipt: string
  body: string
  /** Deliveries so far, this one included. */
  receives: number
}

export interface DeadLetter {
  id: string
  queue: QueueName
  body: string
  reason: string
  at: number
}

/**
 * Standard queues: at least once, in any order. A message that was received is hidden until it is acknowledged,
 * or until its visibility has run out. One that has been received too often goes to the dead-letter queue.
 */
export interface Queues {
  /** All or throws `Unavailable`; after a throw some may have been sent. */
  send(queue: QueueName, messages: readonly OutgoingMessage[]): Promise<void>
  /** Up to `max` messages; an empty list when none came within `waitMs`, or when the signal aborts. */
  receive(
    queue: QueueName,
    options: { max: number; visibilityMs: number; waitMs: number; signal?: AbortSignal },
  ): Promise<ReceivedMessage[]>
  /** Deletes what these deliveries hold. A receipt that is no longer current is ignored. */
  acknowledge(queue: QueueName, receipts: readonly string[]): Promise<void>
  /** Makes the message visible again after `ms`. */
  postpone(queue: QueueName, receipt: string, ms: number): Promise<void>
  /** For a message that can never work: to the dead-letter queue with the reason, then acknowledged. */
  reject(queue: QueueName, message: ReceivedMessage, reason: string): Promise<void>
  /** The newest first. */
  deadLetters(limit: number): Promise<DeadLetter[]>
  /**
   * Puts these dead letters back on the queues they came from, as new deliveries counted from 1; their ids may be new.
   * Answers how many were found. After a throw some may have been put back.
   */
  redrive(ids: readonly string[]): Promise<number>
}
