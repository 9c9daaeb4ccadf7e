import type { Colour } from '../terminal/paint.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { plainLine } from './plain.ts'
import type { Reporter } from './reporter.ts'
import type { Transition } from './transition.ts'

const colours: readonly Colour[] = ['cyan', 'magenta', 'blue', 'yellow', 'green']

/** The same label has the same colour, today and tomorrow. */
export const labelColour = (label: string): Colour => {
  let hash = 0
  for (const character of label) hash = (hash * 31 + character.charCodeAt(0)) >>> 0
  return colours[hash % colours.length]!
}

/** Lines that nothing changes any more: for logs, pipes and continuous integration. `many`: each says of which run it is. */
export const createPlainReporter = (
  terminal: Pick<Terminal, 'err' | 'paint'>,
  { many, print }: { many: boolean; print: (text: string) => void },
): Reporter => {
  const lines = new Map<string, (transition: Transition) => string>()
  const prefixed = (run: string, label: string): string => (many ? `${run}/${label}` : label)
  return {
    transitions: ({ runId, plan, state }, transitions) => {
      const line = lines.get(runId) ?? plainLine(plan, { run: state.name, paint: terminal.paint })
      lines.set(runId, line)
      for (const transition of transitions) {
        const { subject, name } = transition
        print(line(subject === 'run' ? transition : { ...transition, name: prefixed(state.name, name) }))
      }
    },
    output: ({ state }, label, line) => {
      const full = prefixed(state.name, label)
      print(`${terminal.paint(labelColour(full), `[${full}]`)} ${line}`)
    },
    say: terminal.err,
    close: () => {},
  }
}
