import type { RunId } from '../../core/message.ts'
import { hasEnded, unopened } from '../../core/run.ts'
import { RunSettings } from '../../core/settings.ts'
import type { Place } from '../place/place.ts'
import type { Reported, Reporter } from '../progress/reporter.ts'
import { foldEntry } from '../progress/transition.ts'
import { entriesOf } from './entries.ts'
import { planOf } from './read-run.ts'
import type { TaskOutput } from './task-output.ts'

export interface FollowOptions {
  place: Pick<Place, 'store' | 'news'>
  runId: RunId
  reporter: Reporter
  output?: TaskOutput
  signal: AbortSignal
}

/** A run that is being followed. The promises stay open when the signal aborts first. */
export interface Followed {
  runId: RunId
  ended: Promise<Reported>
  closed: Promise<void>
  /** Undefined until the run is open. */
  latest(): Reported | undefined
  /** Rejects when the log cannot be followed; resolves when it has been to its end, or the signal aborted. */
  done: Promise<void>
}

/** Reads a run's log to its end and hands each step to the reporter. */
export const followRun = ({ place, runId, reporter, output, signal }: FollowOptions): Followed => {
  const ended = Promise.withResolvers<Reported>()
  const closed = Promise.withResolvers<void>()
  let run: Reported | undefined
  const follow = async (): Promise<void> => {
    for await (const entry of entriesOf(place, runId, signal)) {
      run ??= { runId, plan: await planOf(place.store, runId, entry), state: unopened(RunSettings.parse({})) }
      const { plan } = run
      const state = run.state as ReturnType<typeof unopened>
      await output?.entry(run, entry)
      const transitions = foldEntry(plan, state, entry)
      if (signal.aborted) return
      reporter.transitions(run, transitions)
      if (hasEnded(state.phase)) ended.resolve(run)
      if (state.closed) closed.resolve()
    }
  }
  return { runId, ended: ended.promise, closed: closed.promise, latest: () => run, done: follow() }
}
