import type { Handle } from '../app/handle.ts'
import type { QueueName } from '../core/message.ts'
import type { Clock } from '../ports/clock.ts'
import type { Queues, ReceivedMessage } from '../ports/queues.ts'
import type { Random } from '../ports/random.ts'
import type { Chaos } from './chaos.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'
import type { Trace } from './trace.ts'

/** A function as it is deployed. Times in ms. */
export interface FunctionShape {
  name: string
  queue: QueueName
  limit: number
  batch: number
  concurrency: number
}

/** As the design gives them. */
export const functionShapes: readonly FunctionShape[] = [
  { name: 'resolve', queue: 'submit', limit: 60_000, batch: 10, concurrency: 2 },
  { name: 'dispatch', queue: 'dispatch', limit: 15_000, batch: 10, concurrency: 2 },
  { name: 'advance', queue: 'work', limit: 15_000, batch: 10, concurrency: 2 },
  { name: 'collect', queue: 'collect', limit: 120_000, batch: 10, concurrency: 2 },
  { name: 'notify', queue: 'notify', limit: 15_000, batch: 10, concurrency: 2 },
  { name: 'watch', queue: 'watch', limit: 150_000, batch: 1, concurrency: 2 },
]

/** How much longer than its function may take a message is hidden. */
const margin = 15_000
const pollWait = 20_000

export interface HostOptions {
  queues: Queues
  clock: Clock
  random: Random
  chaos: Chaos
  trace: Trace
  /** Composes a use case on the ports of a sandbox. */
  compose: (sandbox: Sandbox, queue: QueueName) => Handle
  stop: AbortSignal
}

/** Waits for `work`, or for the death of the one who does it. Answers undefined when that came first. */
export const untilDead = <T>(sandbox: Sandbox, work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work, sandbox.death])

/** Kills a sandbox that takes longer than it may; answers how to call that off. */
export const limited = (clock: Clock, sandbox: Sandbox, limit: number): (() => void) => {
  const over = new AbortController()
  const watch = async (): Promise<void> => {
    await clock.wait(limit, over.signal)
    if (!over.signal.aborted) sandbox.die()
  }
  void watch()
  return () => over.abort('done')
}

/** Polls a queue and hands its batches to sandboxes, one batch at a time each; a new one when the last has died. */
export const serve = (shape: FunctionShape, options: HostOptions): void => {
  const { queues, clock, random, chaos, trace, compose, stop } = options
  const { queue, limit } = shape
  let born = 0

  const birth = (): { sandbox: Sandbox; handle: Handle } => {
    const faults = [
      'handler.crashBefore',
      'handler.crashAfter',
      'handler.stall',
      'handler.timeLimit',
      ...(queue === 'watch' ? (['watch.stalled'] as const) : []),
    ] as const
    const name = `${shape.name}#${++born}`
    const sandbox = createSandbox({ name, clock, random, chaos, trace, limit, faults })
    return { sandbox, handle: compose(sandbox, queue) }
  }

  /** Which of a batch are done, as far as the queue gets to know. */
  const handled = (batch: ReceivedMessage[], undone: ReceivedMessage[]): ReceivedMessage[] => {
    const failed = new Set(undone.map(({ receipt }) => receipt))
    const done = batch.filter(({ receipt }) => !failed.has(receipt))
    const fault = chaos.strike(['queue.unacknowledged', 'queue.partialBatch'], shape.name)
    if (fault === 'queue.unacknowledged') return []
    return fault === 'queue.partialBatch' ? done.slice(1) : done
  }

  const worker = async (): Promise<void> => {
    let one = birth()
    while (!stop.aborted) {
      const batch = await queues.receive(queue, {
        max: shape.batch,
        visibilityMs: limit + margin,
        waitMs: pollWait,
        signal: stop,
      })
      if (batch.length === 0 || chaos.strike(['queue.lost'], shape.name)) continue
      if (!one.sandbox.isAlive) one = birth()
      const callOff = limited(clock, one.sandbox, limit)
      // A function that throws leaves its whole batch on the queue.
      const failed = (error: unknown): ReceivedMessage[] => {
        trace.tell(one.sandbox.name, `fails: ${String(error)}`)
        return batch
      }
      const undone = await untilDead(one.sandbox, one.handle(batch).catch(failed))
      callOff()
      if (undone)
        await queues.acknowledge(
          queue,
          handled(batch, undone).map(({ receipt }) => receipt),
        )
    }
  }
  for (let n = 0; n < shape.concurrency; n++) void worker()
}
