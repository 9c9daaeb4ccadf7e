import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run } from '../../core/run.ts'
import type { Transition } from './transition.ts'

/** The run that a report is about, after its latest entry. */
export interface Reported {
  runId: RunId
  plan: IndexedPlan
  state: Run
}

/** Shows runs as they move on. */
export interface Reporter {
  /** What one entry of a run's log told. */
  transitions(run: Reported, transitions: readonly Transition[]): void
  /** A line that a task wrote. */
  output(run: Reported, label: string, line: string): void
  /** A message to the person, on standard error. */
  say: (text: string) => void
  close: () => void
}
