import type { Terminal } from '../terminal/terminal.ts'
import { cloudEvent } from './cloud-event.ts'
import type { Reporter } from './reporter.ts'

/** One CloudEvent per line. What tasks write is no event: it is left out. */
export const createJsonReporter = (terminal: Pick<Terminal, 'err'>, print: (text: string) => void): Reporter => ({
  transitions: ({ runId, state: { namespace, name, seq } }, transitions) => {
    transitions.forEach((transition, index) => {
      print(JSON.stringify(cloudEvent(transition, { runId, namespace, name, seq, index })))
    })
  },
  output: () => {},
  say: terminal.err,
  close: () => {},
})
