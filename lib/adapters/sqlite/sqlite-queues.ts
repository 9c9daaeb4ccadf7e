import { MillraceError } from '../../core/error.ts'
import type { QueueName } from '../../core/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeadLetter, OutgoingMessage, Queues, ReceivedMessage } from '../../ports/queues.ts'
import type { Random } from '../../ports/random.ts'
import type { Database } from './database.ts'
import { processOwner } from './process-owner.ts'

/** The longest delay of an SQS message, in milliseconds. */
const maxDelay = 15 * 60 * 1000

interface Stored {
  n: number
  id: string
  receives: number
  body: string
}

type Exhumed = Pick<DeadLetter, 'queue' | 'body'>

const take = `
  UPDATE messages SET visible_at = ?1, receives = receives + 1, owner = ?2
  WHERE n IN (SELECT n FROM messages WHERE queue = ?3 AND visible_at <= ?4 ORDER BY visible_at LIMIT ?5)
  RETURNING n, id, receives, body`
const bury = `
  INSERT INTO dead_letters (id, queue, at, reason, body) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET at = excluded.at, reason = excluded.reason`
const exhume = 'DELETE FROM dead_letters WHERE id = ? RETURNING queue, body'
/** The delivery that a receipt names is still the last one. */
const isCurrent = 'n = ? AND id = ? AND receives = ?'

type Delivery = [n: number, id: string, receives: number]

const receiptOf = ({ n, id, receives }: Stored): string => `${n}.${id}.${receives}`
const delivery = (receipt: string): Delivery => {
  const [n, id, receives] = receipt.split('.')
  return [Number(n), id ?? '', Number(receives)]
}

/** Each send is news of the topic that this names. */
export const queueTopic = (queue: QueueName): string => `queue/${queue}`

export interface SqliteQueuesOptions {
  clock: Clock
  random: Random
  /** Deliveries after which a message goes to the dead-letter queue. */
  maxReceives?: number
  /** The process that holds what it receives; see `releaseDead`. */
  owner?: string
}

export const createSqliteQueues = (database: Database, options: SqliteQueuesOptions): Queues => {
  const { clock, random, maxReceives = 50, owner = processOwner() } = options

  const takeVisible = (queue: QueueName, max: number, visibilityMs: number): ReceivedMessage[] => {
    const now = clock.now()
    // A look first: only a taker that finds something asks for the file's one write lock.
    if (nextVisible(queue) > now) return []
    const rows = database.all<Stored>(take, now + visibilityMs, owner, queue, now, max)
    const good = rows.filter((row) => row.receives <= maxReceives)
    const spent = rows.filter((row) => !good.includes(row))
    for (const row of spent) deadLetter(queue, row, `received ${maxReceives} times, never acknowledged`)
    if (good.length === 0 && spent.length > 0) return takeVisible(queue, max, visibilityMs)
    return good.map((row) => ({ id: row.id, receipt: receiptOf(row), body: row.body, receives: row.receives }))
  }

  const nextVisible = (queue: QueueName): number => {
    const sql = 'SELECT visible_at FROM messages WHERE queue = ? ORDER BY visible_at LIMIT 1'
    return database.get<{ visible_at: number }>(sql, queue)?.visible_at ?? Number.POSITIVE_INFINITY
  }

  const deadLetter = (queue: QueueName, message: Stored, reason: string) =>
    database.write(() => {
      database.run(bury, message.id, queue, clock.now(), reason, message.body)
      remove([message.n, message.id, message.receives])
    })

  const remove = (current: Delivery) => database.run(`DELETE FROM messages WHERE ${isCurrent}`, ...current)

  /** One transaction for all of them; a single statement is one by itself. */
  const together = <T>(items: readonly T[], change: (item: T) => void) => {
    if (items.length === 1) change(items[0]!)
    else if (items.length > 1) database.write(() => items.forEach((item) => change(item)))
  }

  /** Until something may be there to receive, at most `ms`. */
  const untilNews = async (queue: QueueName, ms: number, signal: AbortSignal | undefined) => {
    const wake = new AbortController()
    const ring = () => wake.abort('news')
    const stopListening = database.news.listen(queueTopic(queue), ring)
    signal?.addEventListener('abort', ring, { once: true })
    try {
      // Looked up after listening: a message sent between the two is found here, a later one rings.
      const ready = nextVisible(queue) - clock.now()
      if (ready > 0) await clock.wait(Math.min(ready, ms), wake.signal)
    } finally {
      stopListening()
      signal?.removeEventListener('abort', ring)
    }
  }

  const insert = (queue: QueueName, { body, delayMs = 0 }: OutgoingMessage) =>
    database.run(
      'INSERT INTO messages (queue, id, visible_at, body) VALUES (?, ?, ?, ?)',
      queue,
      random.hex(16),
      clock.now() + delayMs,
      body,
    )

  /** With an id of its own: no receipt of an earlier delivery names it. */
  const sendAgain = (id: string): Exhumed[] => {
    const letters = database.all<Exhumed>(exhume, id)
    for (const { queue, body } of letters) insert(queue, { body })
    return letters
  }

  return {
    send: async (queue, messages) => {
      const late = messages.find(({ delayMs = 0 }) => delayMs > maxDelay)
      if (late) throw new MillraceError('Invalid', `delayMs is ${late.delayMs}, at most ${maxDelay} is possible`)
      together(messages, (message) => insert(queue, message))
      database.news.publish(queueTopic(queue))
    },

    receive: async (queue, { max, visibilityMs, waitMs, signal }) => {
      const deadline = clock.now() + waitMs
      for (;;) {
        if (signal?.aborted) return []
        const taken = takeVisible(queue, max, visibilityMs)
        const left = deadline - clock.now()
        if (taken.length > 0 || left <= 0) return taken
        await untilNews(queue, left, signal)
      }
    },

    acknowledge: async (_queue, receipts) => {
      together(receipts, (receipt) => remove(delivery(receipt)))
    },

    postpone: async (queue, receipt, ms) => {
      // Nobody holds it any more: its wait outlives the process that asked for it.
      const sql = `UPDATE messages SET visible_at = ?, owner = NULL WHERE ${isCurrent}`
      const changed = database.run(sql, clock.now() + ms, ...delivery(receipt))
      if (changed > 0) database.news.publish(queueTopic(queue))
    },

    reject: async (queue, message, reason) => {
      const [n, id, receives] = delivery(message.receipt)
      deadLetter(queue, { n, id, receives, body: message.body }, reason)
    },

    deadLetters: async (limit) =>
      database.all<DeadLetter>('SELECT id, queue, body, reason, at FROM dead_letters ORDER BY at DESC LIMIT ?', limit),

    redrive: async (ids) => {
      const letters = database.write(() => ids.flatMap((id) => sendAgain(id)))
      for (const queue of new Set(letters.map((letter) => letter.queue))) database.news.publish(queueTopic(queue))
      return letters.length
    },
  }
}
