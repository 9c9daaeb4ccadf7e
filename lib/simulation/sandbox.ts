import { MillraceError } from '../core/error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Chaos } from './chaos.ts'
import type { FaultKind } from './fault.ts'
import type { Trace } from './trace.ts'

/** One request of a function to the outside. */
export interface Call {
  /** For the story: `appends LOG 7`. Reads say nothing. */
  says?: string
  /** What may go wrong here, besides what may go wrong with any. */
  faults: readonly FaultKind[]
}

/**
 * A function's process, with what it keeps in memory. Everything that it asks of the world goes through `call`; once it
 * is dead, nothing that it has begun goes on, but what was sent still arrives.
 */
export interface Sandbox {
  readonly name: string
  readonly isAlive: boolean
  /** Aborts at its death. */
  readonly died: AbortSignal
  /** Resolves at its death. */
  readonly death: Promise<undefined>
  readonly clock: Clock
  readonly call: <T>(call: Call, effect: () => Promise<T>) => Promise<T>
  die(): void
}

export interface SandboxOptions {
  name: string
  clock: Clock
  random: Random
  chaos: Chaos
  trace: Trace
  /** Milliseconds that an invocation may take. */
  limit: number
  /** What any call may suffer. */
  faults: readonly FaultKind[]
}

/** The longest time for which a request that was sent may be under way. */
const requestTimeout = 10_000

const never = <T>(): Promise<T> => new Promise(() => {})

const refusals: Partial<Record<FaultKind, string>> = {
  'queue.throttled': 'the queue is busy',
  'store.throttled': 'the table is busy',
  'kube.throttled': 'too many requests',
  'kube.error': 'internal error',
}
const unanswered: Partial<Record<FaultKind, string>> = {
  'queue.unanswered': 'no answer from the queue',
  'store.unanswered': 'no answer from the store',
  'kube.unanswered': 'no answer from the cluster',
}

export const createSandbox = (options: SandboxOptions): Sandbox => {
  const { name, clock, random, chaos, trace, limit } = options
  const death = new AbortController()
  const { promise: dead, resolve: bury } = Promise.withResolvers<undefined>()
  const skew = chaos.strike(['clock.skew'], name) ? Math.round((random.fraction() * 2 - 1) * 10_000) : 0

  const gate = <T>(value: T): Promise<T> | T => (death.signal.aborted ? never<T>() : value)
  const pause = async (ms: number): Promise<void> => {
    await clock.wait(Math.round(ms))
    await gate(undefined)
  }
  const die = (): void => {
    if (death.signal.aborted) return
    trace.tell(name, 'dies')
    death.abort('dead')
    bury(undefined)
  }
  const latency = (): number => {
    const luck = random.fraction()
    return luck < 0.5 ? 0 : Math.round(luck < 0.9 ? luck * 10 : luck * 200)
  }

  /** What stands between a decision to do something and the moment at which it is done. */
  const hinder = async (fault: FaultKind | undefined): Promise<void> => {
    if (fault === 'handler.stall' || fault === 'watch.stalled') await pause((0.1 + random.fraction()) * limit)
    if (fault === 'handler.timeLimit') await pause(2 * limit)
    if (fault === 'handler.crashBefore') die()
    const refusal = fault && refusals[fault]
    if (refusal) throw new MillraceError('Unavailable', refusal)
    await gate(undefined)
  }

  return {
    name,
    get isAlive() {
      return !death.signal.aborted
    },
    died: death.signal,
    death: dead,
    clock: {
      now: () => clock.now() + skew,
      wait: async (ms, signal) => {
        await clock.wait(Math.ceil(ms), signal)
        await gate(undefined)
      },
    },
    async call({ says, faults }, effect) {
      await gate(undefined)
      const fault = chaos.strike([...options.faults, ...faults], `${name} ${says ?? 'reads'}`)
      if (fault) await hinder(fault)
      // On its way: from here on it arrives, whatever becomes of the sender.
      await clock.wait(fault === 'kube.unanswered' ? Math.round(random.fraction() * requestTimeout) : latency())
      if (says) trace.tell(name, says)
      const result = await effect()
      if (fault === 'handler.crashAfter') die()
      if (fault === 'store.conflict') throw new MillraceError('Conflict', 'the write has met itself')
      if (fault && unanswered[fault]) throw new MillraceError('Unavailable', unanswered[fault])
      return gate(result)
    },
    die,
  }
}
