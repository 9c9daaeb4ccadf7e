import { createLiveArea } from '../terminal/live-area.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { liveView } from './live.ts'
import type { Reported, Reporter } from './reporter.ts'

/** Milliseconds between two pictures, and between two that differ by nothing but the time. */
const soonest = 80
const latest = 1_000

/** One run, drawn over and over in place. It never takes more lines than the terminal has. */
export const createLiveReporter = (terminal: Terminal): Reporter => {
  const area = createLiveArea(terminal.write)
  let run: Reported | undefined
  let closed = false
  let due: NodeJS.Timeout | undefined
  let dueAt = Number.POSITIVE_INFINITY

  const draw = (): void => {
    dueAt = Number.POSITIVE_INFINITY
    if (!run) return
    const { icons, paint } = terminal
    // The line below the last one is where the cursor stands.
    const size = { rows: terminal.rows() - 1, columns: terminal.columns() }
    area.show(liveView(run.plan, run.state, { now: Date.now(), ...size, icons, paint }))
    drawWithin(latest)
  }
  const drawWithin = (ms: number): void => {
    const at = Date.now() + ms
    if (dueAt <= at) return
    clearTimeout(due)
    dueAt = at
    due = setTimeout(draw, ms).unref()
  }

  return {
    transitions: (next) => {
      if (closed) return
      run = next
      drawWithin(soonest)
    },
    output: () => {},
    say: (text) => {
      area.clear()
      terminal.err(text)
      if (run) draw()
    },
    close: () => {
      closed = true
      if (run) draw()
      clearTimeout(due)
      run = undefined
      area.end()
    },
  }
}
