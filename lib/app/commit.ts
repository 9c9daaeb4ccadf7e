import { MillraceError } from '../core/error.ts'
import type { Entry, Event } from '../core/event.ts'
import type { RunId, WorkMessage } from '../core/message.ts'
import { scopeOf } from '../core/scope.ts'
import { step } from '../core/step.ts'
import { wants } from '../core/wants.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Queues } from '../ports/queues.ts'
import type { Random } from '../ports/random.ts'
import type { RunHeaders } from '../ports/run-headers.ts'
import type { RunLog } from '../ports/run-log.ts'
import { createCarryOut } from './carry-out.ts'
import type { Delivery } from './delivery.ts'
import type { LoadedRun, RunStates } from './run-states.ts'
import { createWriteHeader } from './write-header.ts'

export interface CommitDeps {
  runLog: RunLog
  headers: RunHeaders
  queues: Queues
  clock: Clock
  random: Random
  states: RunStates
  log: Log
}

/** Load → decide → append → wants. The only place that writes a log after its first entry. */
export type Commit = (runId: RunId, deliveries: readonly Delivery<WorkMessage>[]) => Promise<void>

/** Tries against others who append to the same log. */
const maxTries = 5
/** Characters of an entry's events; larger decisions become several entries. */
const maxEntry = 350_000
/** A snapshot is not worth writing for less. */
const minSnapshot = 64_000

/** Packs groups of events into entries; a group is never split. */
export const pack = (groups: readonly Event[][], limit = maxEntry): Event[][] => {
  const entries: Event[][] = []
  let room = 0
  for (const group of groups) {
    const size = JSON.stringify(group).length
    if (size > room) {
      entries.push([])
      room = limit
    }
    entries.at(-1)!.push(...group)
    room -= size
  }
  return entries
}

/**
 * A check that comes when nothing is due: another one, sent for the same moment, was first. The header that it moved is
 * only a hint; a check too many changes nothing.
 */
const isEarly = ({ header }: LoadedRun, { message, receives }: Delivery<WorkMessage>, now: number): boolean =>
  message.type === 'run.check' && message.page === undefined && receives === 1 && (header?.dueAt ?? 0) > now

export const createCommit = (deps: CommitDeps): Commit => {
  const { runLog, clock, random, states, log } = deps
  const carryOut = createCarryOut(deps)
  const writeHeader = createWriteHeader(deps)

  /** A line for each time the run itself has moved on. */
  const tell = (runId: RunId, { state }: LoadedRun, events: readonly Event[]): void => {
    for (const event of events) {
      if (event.type === 'claims.made') log.info('run started', { runId, name: state.name })
      if (event.type === 'run.closed') log.info('run closed', { runId })
      if (event.type !== 'run.ended') continue
      const { phase, reason } = event
      log.info('run ended', { runId, name: state.name, phase, reason, ms: state.endedAt! - state.openedAt })
    }
  }

  const append = async (runId: RunId, run: LoadedRun, entries: Omit<Entry, 'seq'>[]): Promise<void> => {
    for (const entry of entries) {
      await runLog.append(runId, { ...entry, seq: run.state.seq + 1 })
      run.state.seq += 1
      run.tail += JSON.stringify(entry).length
    }
    // Once the tail outweighs the last snapshot, so that the cost of snapshots stays in proportion to the log's.
    if (run.tail < Math.max(minSnapshot, run.snapshot)) return
    const text = JSON.stringify(run.state)
    await runLog.putSnapshot(runId, run.state.seq, text)
    run.tail = 0
    run.snapshot = text.length
  }

  /**
   * A conflict may be with our own entry, when the answer to the first try was lost: as after any redelivery, what it
   * made ready may never have been dispatched.
   */
  const attempt = (runId: RunId, all: readonly Delivery<WorkMessage>[], isRepeated: boolean): Promise<void> =>
    states.using(runId, async (run) => {
      const now = clock.now()
      const deliveries = all.filter((delivery) => !isEarly(run, delivery, now))
      const messages = deliveries.map(({ message }) => message)
      const groups = step(run.plan, run.state, { messages, now })
      const causes = deliveries.map(({ id }) => id)
      await append(
        runId,
        run,
        pack(groups).map((events) => ({ at: now, causes, events })),
      )
      const events = groups.flat()
      tell(runId, run, events)
      const redelivered = isRepeated || deliveries.some(({ receives }) => receives > 1)
      const scope = scopeOf(run.state, { messages, events, redelivered })
      await carryOut(runId, wants(run.state, scope, now))
      await writeHeader(runId, run)
    })

  return async (runId, deliveries) => {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(runId, deliveries, tries > 1)
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== 'Conflict' || tries === maxTries) throw error
        log.info('append conflicted', { runId, tries })
        await clock.wait(random.fraction() * 20 * tries)
      }
    }
  }
}
