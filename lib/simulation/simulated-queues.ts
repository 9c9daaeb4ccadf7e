import type { Observation } from '../core/observation.ts'
import type { OutgoingMessage, Queues } from '../ports/queues.ts'
import type { Random } from '../ports/random.ts'
import type { Chaos } from './chaos.ts'
import type { FaultKind } from './fault.ts'
import type { Sandbox } from './sandbox.ts'

const maxDelay = 15 * 60_000
const sends: readonly FaultKind[] = ['queue.throttled', 'queue.unanswered']

interface Sent {
  type: string
  observations?: Observation[]
  attempts?: [number, number][]
}

/** For the story: what is sent, about which attempts. */
const described = ({ body }: OutgoingMessage): string => {
  const { type, observations, attempts } = JSON.parse(body) as Sent
  const seen = observations?.map(({ task, attempt, phase }) => `${task}/${attempt} ${phase}`)
  const about = seen ?? attempts?.map((one) => one.join('/')) ?? []
  return [type, ...about.slice(0, 10)].join(' ')
}

/** The queues as a function sees them. Who polls them for the functions is beyond a function’s faults. */
export const simulatedQueues = (
  inner: Queues,
  { call, name }: Sandbox,
  { chaos, random }: { chaos: Chaos; random: Random },
): Queues => {
  const late = (message: OutgoingMessage): OutgoingMessage =>
    chaos.strike(['queue.delayed'], `${name} sends ${described(message)}`)
      ? { ...message, delayMs: Math.max(message.delayMs ?? 0, Math.round(random.fraction() * maxDelay)) }
      : message
  return {
    send: (queue, messages) =>
      call({ says: `sends [${queue}] ${messages.map(described).join(', ')}`, faults: sends }, () =>
        inner.send(queue, messages.map(late)),
      ),
    receive: (...args) => inner.receive(...args),
    acknowledge: (...args) => inner.acknowledge(...args),
    postpone: (...args) =>
      call({ says: `postpones a message by ${args[2]} ms`, faults: sends }, () => inner.postpone(...args)),
    reject: (...args) => call({ says: `rejects a message: ${args[2]}`, faults: sends }, () => inner.reject(...args)),
    deadLetters: (...args) => inner.deadLetters(...args),
    redrive: (...args) => inner.redrive(...args),
  }
}
