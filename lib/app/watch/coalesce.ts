import type { RunId } from '../../core/message.ts'
import type { Observation } from '../../core/observation.ts'
import type { Clock } from '../../ports/clock.ts'

export interface CoalesceOptions {
  clock: Clock
  /** Puts observations of one run on the work queue. */
  send: (runId: RunId, observations: Observation[]) => Promise<void>
  /** Milliseconds between two sends for one run. */
  interval: number
  /** How long news of a pod that merely runs may wait, so that short tasks cost one entry. */
  patience: number
}

export interface Coalesce {
  add(runId: RunId, observation: Observation): void
  /** Sends everything now. Rejects if this or an earlier send failed. */
  flush(): Promise<void>
}

interface Waiting {
  pending: Map<string, Observation>
  dueAt: number
  sentAt: number
  isPumping: boolean
  /** Ends the present wait, so that an earlier time is waited for. */
  hurry?: AbortController
}

const isUrgent = ({ phase, reason }: Observation): boolean =>
  phase !== 'running' && !(phase === 'pending' && reason === undefined)

/** A run's first news goes at once, further news of it at most every `interval`; the newest of each pod counts. */
export const createCoalesce = ({ clock, send, interval, patience }: CoalesceOptions): Coalesce => {
  const runs = new Map<RunId, Waiting>()
  const pumps = new Set<Promise<void>>()
  let flushes = 0
  let failure: { error: unknown } | undefined

  const dueAt = (run: Waiting, observation: Observation): number =>
    Math.max(clock.now() + (isUrgent(observation) ? 0 : patience), run.sentAt + interval)

  const sendNow = async (runId: RunId, run: Waiting): Promise<void> => {
    const observations = [...run.pending.values()]
    run.pending = new Map()
    run.sentAt = clock.now()
    run.dueAt = Infinity
    try {
      await send(runId, observations)
    } catch (error) {
      failure = { error }
    }
  }

  const pump = async (runId: RunId, run: Waiting): Promise<void> => {
    while (run.pending.size > 0) {
      const wait = flushes > 0 ? 0 : run.dueAt - clock.now()
      if (wait <= 0) {
        await sendNow(runId, run)
      } else {
        run.hurry = new AbortController()
        await clock.wait(wait, run.hurry.signal)
      }
    }
    run.isPumping = false
  }

  const start = (runId: RunId, run: Waiting): void => {
    run.isPumping = true
    const pumping = pump(runId, run).finally(() => pumps.delete(pumping))
    pumps.add(pumping)
  }

  return {
    add: (runId, observation) => {
      const run: Waiting = runs.get(runId) ?? {
        pending: new Map(),
        dueAt: Infinity,
        sentAt: -Infinity,
        isPumping: false,
      }
      runs.set(runId, run)
      run.pending.set(`${observation.task}/${observation.attempt}/${observation.uid}`, observation)
      const due = dueAt(run, observation)
      if (due < run.dueAt) {
        run.dueAt = due
        run.hurry?.abort('sooner')
      }
      if (!run.isPumping) start(runId, run)
    },
    flush: async () => {
      flushes += 1
      for (const run of runs.values()) run.hurry?.abort('flush')
      await Promise.all(pumps)
      flushes -= 1
      if (failure) throw failure.error
    },
  }
}
