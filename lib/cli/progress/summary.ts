import { taskName } from '../../core/task.ts'
import { containersOf, type LogSources, readLog } from '../follow/attempt-log.ts'
import { createLines } from '../follow/lines.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { oneLine } from '../text/width.ts'
import { noteBeside } from './failure-note.ts'
import type { Reported } from './reporter.ts'

export interface SummaryOptions {
  terminal: Terminal
  sources: LogSources
  /** What was followed has been shown already. */
  logsShown: boolean
  /** What a command of this folder and namespace begins with, and the flags that it needs. */
  command: (rest: string) => string
}

/** Failed tasks that are shown with their last lines, and how many of these. */
const shownTasks = 3
const shownLines = 10

/** What a person wants to know when a run has ended: where its logs are and, if it failed, why and what to do next. */
export const summarise = async (run: Reported, options: SummaryOptions): Promise<void> => {
  const { terminal, command } = options
  const { name, phase, tasks } = run.state
  const failed = tasks.flatMap((task, index) => (task.phase === 'Failed' || task.phase === 'TimedOut' ? [index] : []))
  if (phase === 'Succeeded') {
    terminal.err(`${terminal.paintErr('dim', 'logs:')} ${command(`logs ${name} TASK`)}`)
    return
  }
  terminal.err(`${terminal.paintErr('red', 'error')}: ${headline(run, failed)}`)
  for (const index of failed.slice(0, options.logsShown ? 0 : shownTasks)) await showLast(run, index, options)
  const [first] = failed
  const next = [
    ...(first === undefined ? [] : [`logs ${name} ${taskName(run.plan, run.state, first)}`]),
    `describe run ${name}`,
  ]
  next.forEach((rest, index) =>
    terminal.err(`${index === 0 ? terminal.paintErr('blue', 'next:') : '     '} ${command(rest)}`),
  )
}

/** `1 task failed: matrix/node20-arm64 (exit 1)` */
const headline = ({ plan, state }: Reported, failed: readonly number[]): string => {
  if (failed.length === 0)
    return `run ${state.name} ${state.phase}${state.message ? `: ${oneLine(state.message)}` : ''}`
  const named = failed.slice(0, 5).map((index) => {
    const { exitCode, reason } = state.tasks[index]!
    return `${taskName(plan, state, index)} (${exitCode ? `exit ${exitCode}` : reason})`
  })
  const rest = failed.length > named.length ? ` and ${failed.length - named.length} more` : ''
  return `${failed.length} ${failed.length === 1 ? 'task' : 'tasks'} failed: ${named.join(', ')}${rest}`
}

const showLast = async (run: Reported, index: number, { terminal, sources }: SummaryOptions): Promise<void> => {
  const task = run.state.tasks[index]!
  const note = noteBeside(task)
  if (note !== undefined) terminal.err(`  ${taskName(run.plan, run.state, index)}: ${note}`)
  for (const container of containersOf(run.runId, run, [index, task.attempt])) {
    const bytes = await readLog(sources, container).catch(() => undefined)
    const last = lastLines(bytes ?? new Uint8Array())
    if (last.length === 0) continue
    terminal.err(
      `  last lines of ${taskName(run.plan, run.state, index)}${container.step ? ` ${container.step}` : ''}:`,
    )
    for (const line of last) terminal.err(`  ${terminal.paintErr('dim', '|')} ${line}`)
  }
}

const lastLines = (bytes: Uint8Array): string[] => {
  const all: string[] = []
  const lines = createLines((line) => all.push(line))
  lines.push(bytes.subarray(-64 * 1024))
  lines.flush()
  return all.slice(-shownLines)
}
