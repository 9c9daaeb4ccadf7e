import type { Entry } from './event.ts'
import { evolveEntry } from './evolve.ts'
import type { IndexedPlan } from './plan.ts'
import { type RunState, unopened } from './run.ts'
import { RunSettings } from './settings.ts'

/** The state that a log gives, from its first entry or from a state folded before (which is changed in place). */
export const replay = (plan: IndexedPlan, entries: Iterable<Entry>, from?: RunState): RunState => {
  const state = from ?? unopened(RunSettings.parse({}))
  for (const entry of entries) evolveEntry(plan, state, entry)
  return state
}
