import type { Terminal } from '../terminal/terminal.ts'
import { createJsonReporter } from './json-reporter.ts'
import { createLiveReporter } from './live-reporter.ts'
import { createPlainReporter } from './plain-reporter.ts'
import type { ProgressMode } from './progress-mode.ts'
import type { Reporter } from './reporter.ts'

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
