import type { Handle } from '../app/handle.ts'
import type { QueueName } from '../core/message.ts'
import type { Log } from '../ports/log.ts'
import type { Queues } from '../ports/queues.ts'

export interface PollerOptions {
  queue: QueueName
  handle: Handle
  queues: Queues
  log: Log
  /** Messages per batch, batches at once, and how long a batch is hidden from others, in ms. */
  batch: number
  concurrency: number
  visibilityMs: number
}

/** How long one receive waits for a message, in ms. */
const waitMs = 5_000

/**
 * What an event source mapping is to a function: hands batches of a queue to its handler until the signal aborts, and
 * acknowledges what is done. Resolves when the last batch has been handled.
 */
export const poll = async (options: PollerOptions, signal: AbortSignal): Promise<void> => {
  const { queue, handle, queues, log, batch: max, concurrency, visibilityMs } = options

  const once = async (): Promise<void> => {
    const batch = await queues.receive(queue, { max, visibilityMs, waitMs, signal })
    if (batch.length === 0) return
    const undone = new Set((await handle(batch)).map(({ receipt }) => receipt))
    const done = batch.filter(({ receipt }) => !undone.has(receipt))
    if (done.length > 0)
      await queues.acknowledge(
        queue,
        done.map(({ receipt }) => receipt),
      )
  }

  const worker = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await once()
      } catch (error) {
        log.error('poller failed', { queue, error: String(error) })
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}
