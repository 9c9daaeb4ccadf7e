import { MillraceError } from '../../core/error.ts'
import { type QueueName, queueNames } from '../../core/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeadLetter, OutgoingMessage, Queues, ReceivedMessage } from '../../ports/queues.ts'
import type { Random } from '../../ports/random.ts'

interface Message {
  id: string
  body: string
  visibleAt: number
  receives: number
}

const maxDelay = 15 * 60 * 1000

const receiptOf = ({ id, receives }: Message) => `${id}.${receives}`

export interface MemoryQueuesOptions {
  clock: Clock
  random: Random
  maxReceives?: number
  /** Which of the visible messages come first. As they were sent, unless it says otherwise. */
  order?: <T>(visible: T[]) => T[]
  /** Whether a message that is received is not hidden from others: a standard queue may deliver it twice at once. */
  staysVisible?: () => boolean
}

export interface MemoryQueues extends Queues {
  /** Messages that are neither acknowledged nor dead. */
  readonly waiting: number
}

export const createMemoryQueues = (options: MemoryQueuesOptions): MemoryQueues => {
  const { clock, random, maxReceives = 50, order = (visible) => visible, staysVisible = () => false } = options
  const queues = new Map<QueueName, Map<string, Message>>(queueNames.map((name) => [name, new Map()]))
  const dead: DeadLetter[] = []
  const sleepers = new Map<QueueName, Set<() => void>>(queueNames.map((name) => [name, new Set()]))

  const ring = (queue: QueueName) => {
    for (const wake of sleepers.get(queue)!) wake()
  }
  const messages = (queue: QueueName) => queues.get(queue)!
  const current = (queue: QueueName, receipt: string) => {
    const message = messages(queue).get(receipt.split('.')[0] ?? '')
    return message && receiptOf(message) === receipt ? message : undefined
  }
  const bury = (queue: QueueName, { id, body }: { id: string; body: string }, reason: string) => {
    if (!dead.some((letter) => letter.id === id)) dead.push({ id, queue, body, reason, at: clock.now() })
  }

  const add = (queue: QueueName, { body, delayMs = 0 }: OutgoingMessage) => {
    const id = random.hex(16)
    messages(queue).set(id, { id, body, visibleAt: clock.now() + delayMs, receives: 0 })
  }

  const take = (queue: QueueName, max: number, visibilityMs: number): ReceivedMessage[] => {
    const visible = [...messages(queue).values()].filter((message) => message.visibleAt <= clock.now())
    for (const message of visible.filter((m) => m.receives >= maxReceives)) {
      bury(queue, message, `received ${maxReceives} times, never acknowledged`)
      messages(queue).delete(message.id)
    }
    const taken = order(visible.filter((m) => m.receives < maxReceives)).slice(0, max)
    return taken.map((message) => {
      message.receives += 1
      if (!staysVisible()) message.visibleAt = clock.now() + visibilityMs
      return { id: message.id, receipt: receiptOf(message), body: message.body, receives: message.receives }
    })
  }

  const sleep = async (queue: QueueName, ms: number, signal: AbortSignal | undefined) => {
    const alarm = new AbortController()
    const wake = () => alarm.abort('news')
    sleepers.get(queue)!.add(wake)
    signal?.addEventListener('abort', wake)
    await clock.wait(ms, alarm.signal)
    sleepers.get(queue)!.delete(wake)
    signal?.removeEventListener('abort', wake)
  }

  return {
    get waiting() {
      return [...queues.values()].reduce((sum, one) => sum + one.size, 0)
    },
    send: async (queue, outgoing) => {
      if (outgoing.some(({ delayMs = 0 }) => delayMs > maxDelay)) {
        throw new MillraceError('Invalid', `at most ${maxDelay} ms of delay are possible`)
      }
      for (const message of outgoing) add(queue, message)
      ring(queue)
    },
    receive: async (queue, { max, visibilityMs, waitMs, signal }) => {
      const deadline = clock.now() + waitMs
      for (;;) {
        if (signal?.aborted) return []
        const taken = take(queue, max, visibilityMs)
        if (taken.length > 0 || clock.now() >= deadline) return taken
        const next = [...messages(queue).values()].reduce((first, m) => Math.min(first, m.visibleAt), deadline)
        await sleep(queue, next - clock.now(), signal)
      }
    },
    acknowledge: async (queue, receipts) => {
      for (const receipt of receipts) messages(queue).delete(current(queue, receipt)?.id ?? '')
    },
    postpone: async (queue, receipt, ms) => {
      const message = current(queue, receipt)
      if (message !== undefined) message.visibleAt = clock.now() + ms
      ring(queue)
    },
    reject: async (queue, message, reason) => {
      bury(queue, message, reason)
      messages(queue).delete(current(queue, message.receipt)?.id ?? '')
    },
    deadLetters: async (limit) => dead.toReversed().slice(0, limit),
    redrive: async (ids) => {
      const letters = dead.filter((letter) => ids.includes(letter.id))
      for (const letter of letters) {
        dead.splice(dead.indexOf(letter), 1)
        add(letter.queue, letter)
        ring(letter.queue)
      }
      return letters.length
    },
  }
}
