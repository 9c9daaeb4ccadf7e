import type { Message } from '@aws-sdk/client-sqs'
import type { QueueName } from '../../../core/message.ts'
import type { DeadLetter } from '../../../ports/queues.ts'
import { exhumed, letterOf } from './dead-letter.ts'
import type { SqsCalls } from './sqs-calls.ts'

/** The queues of one kind of message, by URL. */
export interface QueueUrls {
  url: string
  deadLetterUrl: string
}

export interface DeadLetters {
  /** Of each queue at most `limit` are looked at: SQS keeps no order, and cannot be asked for the newest. */
  list(limit: number): Promise<DeadLetter[]>
  redrive(ids: readonly string[]): Promise<number>
}

interface Deps {
  calls: SqsCalls
  queues: readonly (readonly [QueueName, QueueUrls])[]
  maxReceives: number
}

interface Found {
  letter: DeadLetter
  message: Message
}

interface Sought {
  ids: ReadonlySet<string>
  /** Those that have not been found in any queue so far. */
  missing: Set<string>
}

/** For which letters are hidden from others while they are looked at. They are shown again when the look ends. */
const visibilitySeconds = 60

export const createDeadLetters = ({ calls, queues, maxReceives }: Deps): DeadLetters => {
  /** Goes through a dead-letter queue page by page until there is nothing more to see, or `enough` has been seen. */
  const look = async (queue: QueueName, url: string, found: Found[], enough: () => boolean): Promise<void> => {
    const seen = new Set<string | undefined>()
    while (!enough()) {
      // It waits for a second, since only then all servers of the queue are asked.
      const page = await calls.receive(url, {
        max: 10,
        visibilitySeconds,
        waitSeconds: 1,
        system: ['SentTimestamp'],
        attributes: true,
      })
      found.push(...page.map((message) => ({ message, letter: letterOf(queue, message, maxReceives) })))
      // A page of nothing but known letters: those of the first pages are visible again, and no end would come.
      if (page.every(({ MessageId }) => seen.has(MessageId))) return
      for (const { MessageId } of page) seen.add(MessageId)
    }
  }

  const listOne = async (queue: QueueName, { deadLetterUrl }: QueueUrls, limit: number): Promise<DeadLetter[]> => {
    const found: Found[] = []
    try {
      await look(queue, deadLetterUrl, found, () => found.length >= limit)
    } finally {
      await calls.show(deadLetterUrl, receiptsOf(found))
    }
    return found.map(({ letter }) => letter)
  }

  const redriveFrom = async (queue: QueueName, { url, deadLetterUrl }: QueueUrls, sought: Sought): Promise<number> => {
    const found: Found[] = []
    const isSought = ({ letter }: Found) => sought.ids.has(letter.id)
    try {
      await look(queue, deadLetterUrl, found, () => {
        for (const { letter } of found) sought.missing.delete(letter.id)
        return sought.missing.size === 0
      })
    } finally {
      await calls.show(deadLetterUrl, receiptsOf(found.filter((one) => !isSought(one))))
    }
    const copies = found.filter(isSought)
    // A message may have been rejected twice: it is sent once, and no copy stays.
    const once = new Map(copies.map(({ letter, message }) => [letter.id, exhumed(message)]))
    await calls.send(url, [...once.values()])
    await calls.remove(deadLetterUrl, receiptsOf(copies))
    return once.size
  }

  return {
    list: async (limit) => {
      const letters = (await Promise.all(queues.map(([queue, urls]) => listOne(queue, urls, limit)))).flat()
      const byId = new Map(letters.map((letter) => [letter.id, letter]))
      return [...byId.values()].toSorted((a, b) => b.at - a.at).slice(0, limit)
    },
    redrive: async (ids) => {
      const sought = { ids: new Set(ids), missing: new Set(ids) }
      const counts = await Promise.all(queues.map(([queue, urls]) => redriveFrom(queue, urls, sought)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
  }
}

const receiptsOf = (found: readonly Found[]): string[] => found.map(({ message }) => message.ReceiptHandle ?? '')
