import { type TaskPhase, TaskPhase as TaskPhases } from '../../core/run.ts'
import type { MedianPath, Seen, Summary, TaskCause, TaskSummary, Times } from '../../simulation/summary.ts'
import { count } from '../diagnostics/report.ts'
import { phaseColour } from '../terminal/paint.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { formatDuration } from '../text/duration.ts'
import { table } from '../text/table.ts'
import { cut, oneLine } from '../text/width.ts'

export interface ReportOptions {
  terminal: Pick<Terminal, 'paint' | 'icons'>
  /** What was simulated: `DAG build`. */
  subject: string
  first: number
  /** How a person would run this again with one seed. */
  again: (seed: number) => string
}

const faultsShown = 6
const causesShown = 8
const causeColumns = 120
const tasksShown = 6

/** What a summary says to a person. */
export const simulationReport = (summary: Summary, options: ReportOptions): string[] => {
  const { terminal, subject, first } = options
  const { runs, tasks } = summary
  const seeds = runs === 1 ? `seed ${first}` : `seeds ${first} to ${first + runs - 1}`
  const head = `${terminal.icons.run} ${subject}  ${count(runs, 'run')} of ${count(tasks.length, 'task')}, ${seeds}`
  const blocks = [
    [terminal.paint('bold', head)],
    ends(summary, options),
    taskTable(summary, options),
    [
      ...path('critical path', summary.criticalPath, options),
      ...path('without faults', summary.calm?.criticalPath, options),
    ],
    troubles(summary, options),
    [faults(summary)],
  ]
  return blocks.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

const percent = (part: number, whole: number): string => {
  if (part === 0) return '-'
  const value = (100 * part) / whole
  return part < whole && (value < 1 || value > 99) ? `${value.toFixed(1)}%` : `${Math.round(value)}%`
}

const durations = (times: Times | undefined): string[] =>
  times ? [formatDuration(times.p50), formatDuration(times.p95)] : ['-', '-']

const ends = ({ ends: all, runs, times, endless, calm }: Summary, { terminal: { paint } }: ReportOptions): string[] => {
  const endlessRuns = endless.reduce((sum, seen) => sum + seen.runs, 0)
  return table(
    ['RUN', 'SHARE', 'P50', 'P95'],
    [
      ...all.map((end) => [paint(phaseColour(end.phase), end.phase), percent(end.runs, runs), ...durations(end.times)]),
      ...(all.length > 1 ? [['any end', percent(runs - endlessRuns, runs), ...durations(times)]] : []),
      ...(calm ? [['without faults', '', ...durations(calm.times)]] : []),
      ...(endlessRuns > 0 ? [[paint('red', 'no end'), percent(endlessRuns, runs), '-', '-']] : []),
    ],
  )
}

const attempts = ({ attempts: own }: TaskSummary): string[] =>
  own ? [own.mean.toFixed(own.mean === 1 ? 0 : 2), String(own.max)] : ['-', '-']

const taskTable = ({ tasks, runs }: Summary, { terminal: { paint } }: ReportOptions): string[] => {
  const phases: TaskPhase[] = TaskPhases.options.filter((phase) => tasks.some((task) => task.phases[phase]))
  return table(
    ['TASK', 'RAN', ...phases.map((phase) => phase.toUpperCase()), 'ATTEMPTS', 'MAX', 'P50', 'P95'],
    tasks.map((task) => [
      task.name,
      percent(task.ran, runs),
      ...phases.map((phase) => {
        const share = percent(task.phases[phase] ?? 0, runs)
        return share === '-' ? share : paint(phaseColour(phase), share)
      }),
      ...attempts(task),
      ...durations(task.times),
    ]),
  )
}

const path = (
  title: string,
  median: MedianPath | undefined,
  { terminal: { paint, icons } }: ReportOptions,
): string[] => {
  if (!median) return []
  const { steps, lasted, seed, sameIn, of } = median
  const chain = steps.map(({ task, ms }) => `${task} ${formatDuration(ms)}`).join(` ${icons.arrow} `)
  const share = `the median run, seed ${seed}: ${formatDuration(lasted)}; the same tasks in ${percent(sameIn, of)}`
  return [`${paint('bold', title.padEnd(16))}${chain}`, `  ${share}`]
}

/** A cause, in how many runs, and one of them to look at. */
const cause = ({ what, runs, seeds }: Seen, all: number, { again }: ReportOptions): string =>
  `  ${cut(oneLine(what), causeColumns)} (${percent(runs, all)}; ${again(seeds[0]!)})`

const rest = (seen: readonly Seen[]): string[] =>
  seen.length > causesShown ? [`  and ${seen.length - causesShown} more; -o json has all`] : []

const troubles = (summary: Summary, options: ReportOptions): string[] => {
  const { runs, failures, unreachable, endless, violations } = summary
  const { paint } = options.terminal
  const block = (title: string, seen: readonly Seen[]): string[] =>
    seen.length === 0
      ? []
      : [title, ...seen.slice(0, causesShown).map((one) => cause(one, runs, options)), ...rest(seen)]
  return [
    ...block('failed', failures.map(ofTask)),
    ...block(paint('yellow', 'never ran'), unreachable.map(ofTask)),
    ...block(paint('red', 'cannot end'), endless),
    ...block(paint('red', 'against the rules of Millrace: please report it'), violations),
    ...(unreachable.length + endless.length + violations.length === 0
      ? ['every task ran in some run, every run ended, and no rule was broken']
      : []),
  ]
}

const ofTask = ({ tasks, what, ...seen }: TaskCause): Seen => {
  const more = tasks.length - tasksShown
  const names = `${tasks.slice(0, tasksShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return { ...seen, what: `${names}: ${what}` }
}

const faults = ({ faults: all }: Summary): string => {
  if (all.length === 0) return 'faults: none'
  const total = all.reduce((sum, { count: n }) => sum + n, 0)
  const kinds = all.slice(0, faultsShown).map(({ kind, count: n }) => `${kind} ${n}`)
  const more = all.length - kinds.length
  return `faults: ${total}: ${kinds.join(', ')}${more > 0 ? `, and ${more} more kinds` : ''}`
}
