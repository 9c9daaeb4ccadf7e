import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run } from '../../core/run.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { createJsonReporter } from './json-reporter.ts'
import { createLiveReporter } from './live-reporter.ts'
import { createPlainReporter } from './plain-reporter.ts'
import type { ProgressMode } from './progress-mode.ts'
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
  say(text: string): void
  close(): void
}

/** The reporter for `count` runs. A live view needs a terminal, one run, and nothing else that is written. */
export const createReporter = (
  mode: ProgressMode,
  { terminal, count, logs, print }: { terminal: Terminal; count: number; logs: boolean; print: (text: string) => void },
): Reporter => {
  const auto = terminal.interactive && count === 1 && !logs ? 'tty' : 'plain'
  switch (mode === 'auto' ? auto : mode) {
    case 'tty':
      return createLiveReporter(terminal)
    case 'json':
      return createJsonReporter(terminal, print)
    case 'plain':
      return createPlainReporter(terminal, { many: count > 1, print })
    case 'none':
      return { transitions: () => {}, output: () => {}, say: terminal.err, close: () => {} }
  }
}
