import { isError, MillraceError } from '../core/error.ts'
import { type QueueMessage, type QueueName, queueMessages } from '../core/message.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Queues, ReceivedMessage } from '../ports/queues.ts'
import type { Random } from '../ports/random.ts'
import type { Delivery, UseCase } from './delivery.ts'
import { inParallel } from './in-parallel.ts'
import { whyUnreadable } from './why-unreadable.ts'

export interface HandleDeps {
  queues: Pick<Queues, 'postpone' | 'reject'>
  clock: Clock
  random: Random
  log: Log
}

/**
 * Handles a batch of one queue. Answers the messages that are not done; all others may be acknowledged. From `takesUntil`
 * on, in epoch ms, nothing more is begun: what has not been is for somebody else, at once.
 */
export type Handle = (
  batch: readonly ReceivedMessage[],
  options?: { takesUntil?: number },
) => Promise<ReceivedMessage[]>

/** Runs of one batch that are worked on at once. */
const concurrency = 8

/** Whole milliseconds until a failed message is tried again: 1–30 s for the first five receives, then doubling to 15 min. */
export const backoff = (receives: number, fraction: number): number =>
  receives <= 5 ? Math.round(1_000 + fraction * 29_000) : Math.min(30_000 * 2 ** (receives - 5), 15 * 60_000)

interface Read<Q extends QueueName> {
  raw: ReceivedMessage
  delivery: Delivery<QueueMessage<Q>>
}

const runOf = (message: object): string => ('runId' in message ? String(message.runId) : '')

/**
 * Wraps the use case of a queue for its poller or function: reads bodies, hands over what belongs to one run together,
 * gives a failed message its back-off, and moves one that can never work to the dead-letter queue with its reason.
 */
export const createHandle = <Q extends QueueName>(
  { queues, clock, random, log }: HandleDeps,
  queue: Q,
  useCase: UseCase<QueueMessage<Q>>,
): Handle => {
  const read = (raw: ReceivedMessage): Read<Q> => {
    try {
      const message = queueMessages[queue].parse(JSON.parse(raw.body)) as QueueMessage<Q>
      return { raw, delivery: { id: raw.id, receives: raw.receives, message } }
    } catch (cause) {
      throw new MillraceError('BadMessage', `not a message of queue ${queue}: ${whyUnreadable(cause)}`, { cause })
    }
  }

  const fail = async (raw: ReceivedMessage, error: unknown): Promise<ReceivedMessage[]> => {
    const fields = { queue, messageId: raw.id, receives: raw.receives, error: String(error) }
    if (isError(error) && !error.retryable) {
      await queues.reject(queue, raw, `${error.code}: ${error.message}`)
      log.error('message rejected', fields)
      return []
    }
    if (isError(error)) log.warn('message postponed', fields)
    else log.error('message failed', { ...fields, stack: error instanceof Error ? error.stack : undefined })
    await queues.postpone(queue, raw.receipt, backoff(raw.receives, random.fraction()))
    return [raw]
  }

  /** Nothing has come of them, and nothing is wrong with them. */
  const leave = async (group: readonly Read<Q>[]): Promise<ReceivedMessage[]> => {
    log.warn('messages left for lack of time', { queue, count: group.length })
    await Promise.all(group.map(({ raw }) => queues.postpone(queue, raw.receipt, 0)))
    return group.map(({ raw }) => raw)
  }

  const handleRun = async (group: readonly Read<Q>[], takesUntil: number): Promise<ReceivedMessage[]> => {
    if (clock.now() >= takesUntil) return leave(group)
    try {
      await useCase(group.map(({ delivery }) => delivery))
      return []
    } catch (error) {
      if (group.length === 1) return fail(group[0]!.raw, error)
      // One of them may be at fault: each by itself, so that it takes no other down.
      return (await Promise.all(group.map((one) => handleRun([one], takesUntil)))).flat()
    }
  }

  return async (batch, { takesUntil = Infinity } = {}) => {
    const groups = new Map<string, Read<Q>[]>()
    const undone: ReceivedMessage[] = []
    for (const raw of batch) {
      const { id, receives } = raw
      if (receives > 1) log.info('message redelivered', { queue, messageId: id, receives })
      try {
        const one = read(raw)
        const key = runOf(one.delivery.message) || id
        groups.set(key, [...(groups.get(key) ?? []), one])
      } catch (error) {
        undone.push(...(await fail(raw, error)))
      }
    }
    const results = await inParallel(concurrency, [...groups.values()], (group) => handleRun(group, takesUntil))
    // A message that could not even be put off is one that is not done, too.
    const left = [...groups.values()].flatMap((group, n) => {
      const result = results[n]!
      if (result.status === 'fulfilled') return result.value
      log.warn('messages not put off', { queue, count: group.length, error: String(result.reason) })
      return group.map(({ raw }) => raw)
    })
    return [...undone, ...left]
  }
}
