import type { QueueMessage, QueueName, RunId } from '../core/message.ts'
import type { AttemptRef, Want } from '../core/wants.ts'
import type { Clock } from '../ports/clock.ts'
import type { OutgoingMessage, Queues } from '../ports/queues.ts'
import { outgoing } from './outgoing.ts'

/** Attempts, or pods, that one message names. */
const perMessage = 100

/** The longest delay that a queue takes. */
export const maxDelay = 15 * 60_000

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / perMessage) }, (_, n) =>
    items.slice(n * perMessage, (n + 1) * perMessage),
  )

type Outgoing = { [Q in QueueName]: { queue: Q; message: QueueMessage<Q>; delayMs?: number } }[QueueName]

const dispatches = (runId: RunId, attempts: AttemptRef[], delayMs: number): Outgoing[] =>
  chunks(attempts).map((part) => ({
    queue: 'dispatch',
    message: { type: 'attempts.dispatch', runId, attempts: part },
    delayMs,
  }))

const releases = (runId: RunId, attempts: AttemptRef[], last: boolean): Outgoing[] => [
  { queue: 'collect', message: { type: 'pods.release', runId, attempts, last } },
]

const messagesFor = (runId: RunId, want: Want, now: number): Outgoing[] => {
  switch (want.type) {
    case 'prepare':
      return [{ queue: 'submit', message: { type: 'run.prepare', runId } }]
    case 'dispatch':
      return dispatches(runId, want.attempts, Math.min(Math.max(0, want.notBefore - now), maxDelay))
    case 'probe':
      return [{ queue: 'dispatch', message: { type: 'attempts.probe', runId, attempts: want.attempts } }]
    case 'archive':
      return chunks(want.attempts).map((attempts) => ({
        queue: 'collect',
        message: { type: 'attempts.archive', runId, attempts },
      }))
    case 'stop':
      return chunks(want.pods).map((pods) => ({ queue: 'collect', message: { type: 'attempts.stop', runId, pods } }))
    case 'release':
      return releases(runId, want.attempts, want.last)
    case 'notify':
      return want.milestones.map((milestone) => ({
        queue: 'notify',
        message: { type: 'event.deliver', runId, milestone },
      }))
    case 'check':
      return [{ queue: 'work', message: { type: 'run.check', runId, page: want.page } }]
  }
}

/** Puts what the state wants on the queues of those who carry it out. Any part of it may be sent again. */
export const createCarryOut =
  ({ queues, clock }: { queues: Queues; clock: Clock }) =>
  async (runId: RunId, wants: readonly Want[]): Promise<void> => {
    const byQueue = new Map<QueueName, OutgoingMessage[]>()
    for (const { queue, message, delayMs } of wants.flatMap((want) => messagesFor(runId, want, clock.now()))) {
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), outgoing(message, delayMs)])
    }
    await Promise.all([...byQueue].map(([queue, messages]) => queues.send(queue, messages)))
  }
