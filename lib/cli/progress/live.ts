import type { IndexedPlan } from '../../core/plan.ts'
import { hasEnded, type Run, type TaskPhase } from '../../core/run.ts'
import { planTask, taskName } from '../../core/task.ts'
import type { Icons } from '../terminal/icons.ts'
import { type Paint, phaseColour } from '../terminal/paint.ts'
import { formatClock, formatDuration } from '../text/duration.ts'
import { paintLine, type Segment } from '../text/line.ts'
import { oneLine, padEnd } from '../text/width.ts'
import { noteBeside } from './failure-note.ts'

export interface LiveOptions {
  now: number
  rows: number
  columns: number
  icons: Icons
  paint: Paint
}

/** The head, the bar, and an empty line before each of the two. */
const frame = 3
const barWidth = 20
const widestName = 40

/** A run at one moment, in at most `rows` lines of at most `columns`: what runs and what failed comes first. */
export const liveView = (plan: IndexedPlan, state: Run, options: LiveOptions): string[] => {
  const { rows, columns, paint, icons } = options
  const room = Math.max(1, rows - frame)
  const all = state.tasks.length <= room
  const shown = all ? state.tasks.map((_, index) => index) : mostTelling(state, room - 1)
  const names = shown.reduce(
    (most, index) => Math.max(most, Math.min(widestName, taskName(plan, state, index).length)),
    0,
  )
  const lines = [
    head(plan, state, options),
    ...shown.map((index) => taskLine({ plan, state, index, names }, options)),
    ...(all ? [] : [rest(state, shown, options)]),
    [] as Segment[],
    bar(state, options),
  ]
  return lines.slice(0, rows).map((segments) => paintLine(segments, { columns, paint, mark: icons.ellipsis }))
}

const head = ({ source }: IndexedPlan, state: Run, { now, icons, columns }: LiveOptions): Segment[] => {
  const left = ` ${state.name}  ${state.namespace}  ${source.kind} ${source.name}  `
  const clock = formatClock((state.endedAt ?? now) - state.openedAt)
  const gap = Math.max(0, columns - icons.run.length - left.length - clock.length - 1)
  return [[icons.run, phaseColour(state.phase)], [left, 'bold'], ' '.repeat(Math.min(gap, 40)), [clock, 'dim']]
}

const importance: Readonly<Record<TaskPhase, number>> = {
  Failed: 0,
  TimedOut: 0,
  Running: 1,
  Ready: 2,
  Cancelled: 3,
  Succeeded: 4,
  Skipped: 5,
  Pending: 6,
}

/** Failures, then what is under way, then what ended last, in the order of the plan. */
const mostTelling = ({ tasks }: Run, room: number): number[] =>
  tasks
    .map(({ phase, endedAt = 0 }, index) => ({ index, weight: importance[phase], endedAt }))
    .sort((a, b) => a.weight - b.weight || b.endedAt - a.endedAt || a.index - b.index)
    .slice(0, Math.max(0, room))
    .map(({ index }) => index)
    .sort((a, b) => a - b)

interface Shown {
  plan: IndexedPlan
  state: Run
  index: number
  names: number
}

const taskLine = ({ plan, state, index, names }: Shown, { icons, now }: LiveOptions): Segment[] => {
  const task = state.tasks[index]!
  const colour = phaseColour(task.phase)
  const time = task.startedAt === undefined ? '' : formatDuration((task.endedAt ?? now) - task.startedAt)
  return [
    '  ',
    [icons.phase[task.phase], colour],
    ` ${padEnd(taskName(plan, state, index), names)}  `,
    [padEnd(task.phase, 'Succeeded'.length), colour],
    `  ${time.padStart(6)}  `,
    [oneLine(noteOf(plan, state, index)), 'dim'],
  ]
}

const noteOf = (plan: IndexedPlan, state: Run, index: number): string => {
  const task = state.tasks[index]!
  const { needs, retry } = planTask(plan, state, index)
  const attempt = task.attempt === 0 ? '' : `attempt ${task.attempt + 1}/${Math.max(retry.limit, task.attempt) + 1} `
  switch (task.phase) {
    case 'Pending': {
      const open = needs.filter((need) => !hasEnded(state.tasks[need]!.phase)).map((need) => plan.tasks[need]!.name)
      return open.length === 0
        ? ''
        : `for: ${open.slice(0, 5).join(', ')}${open.length > 5 ? ` +${open.length - 5}` : ''}`
    }
    case 'Ready':
      return attempt
    case 'Running':
      return `${attempt}${task.stopping ? `stopping: ${task.stopping.reason}` : (task.reason ?? '')}`
    case 'Succeeded':
      return ''
    case 'Failed':
    case 'TimedOut':
    case 'Cancelled':
    case 'Skipped':
      return `${attempt}${task.exitCode ? `exit ${task.exitCode} ` : ''}${noteBeside(task) ?? task.reason ?? ''}`
  }
}

const countsOf = (state: Run, indices: readonly number[]): string => {
  const counts = new Map<TaskPhase, number>()
  for (const index of indices) {
    const { phase } = state.tasks[index]!
    counts.set(phase, (counts.get(phase) ?? 0) + 1)
  }
  return [...counts].map(([phase, count]) => `${count} ${phase}`).join(', ')
}

const rest = (state: Run, shown: readonly number[], { icons }: LiveOptions): Segment[] => {
  const visible = new Set(shown)
  const hidden = state.tasks.flatMap((_, index) => (visible.has(index) ? [] : [index]))
  return [[`  ${icons.ellipsis} ${hidden.length} more: ${countsOf(state, hidden)}`, 'dim']]
}

const bar = (state: Run, { icons }: LiveOptions): Segment[] => {
  const total = state.tasks.length
  const ended = total - state.open
  const full = total === 0 ? 0 : Math.floor((ended / total) * barWidth)
  const failed = state.tasks.filter(({ phase }) => phase === 'Failed' || phase === 'TimedOut').length
  const running = state.tasks.filter(({ phase }) => phase === 'Running').length
  const parts = [
    `${ended - failed} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${running} running`,
    `${state.open - running} waiting`,
  ]
  const ending = hasEnded(state.phase) ? state.phase : state.stopping ? `stopping: ${state.stopping.reason}` : ''
  return [
    '  ',
    [icons.bar.full.repeat(full) + icons.bar.empty.repeat(barWidth - full), failed > 0 ? 'red' : 'green'],
    `  ${parts.join(` ${icons.dot} `)}  `,
    [ending, phaseColour(state.phase)],
  ]
}
