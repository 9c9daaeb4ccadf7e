import { podRef } from '../../app/pod-ref.ts'
import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import { hasEnded, type RunState, unopened } from '../../core/run.ts'
import { RunSettings } from '../../core/settings.ts'
import { taskName } from '../../core/task.ts'
import type { Cli } from '../cli.ts'
import { planOf } from '../follow/read-run.ts'
import type { Place } from '../place/place.ts'
import { noteBeside } from '../progress/failure-note.ts'
import { plainLine } from '../progress/plain.ts'
import { foldEntry, type Transition } from '../progress/transition.ts'
import { type Paint, phaseColour } from '../terminal/paint.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { formatAge, formatDuration, isoTime } from '../text/duration.ts'
import { table } from '../text/table.ts'
import { oneLine } from '../text/width.ts'
import { fieldLines } from './fields.ts'
import { findRun } from './run-ref.ts'

/** Steps of the run that are shown, the last ones. */
const shownEvents = 12
/** Tasks that are shown; of a larger run those that tell most. */
const shownTasks = 200

export const describeRun = async (cli: Cli, { store }: Place, ref: string): Promise<void> => {
  const { runId } = await findRun(store.headers, ref, cli.namespace)
  const entries = await store.runLog.read(runId, 0)
  const plan = await planOf(store, runId, entries[0]!)
  const state = unopened(RunSettings.parse({}))
  const transitions = entries.flatMap((entry) => foldEntry(plan, state, entry))
  const { terminal } = cli
  const lines = [
    ...head({ runId, plan, state, now: Date.now() }, terminal),
    '',
    ...tasks(runId, plan, state),
    '',
    ...events(plan, transitions, { run: state.name, paint: terminal.paint }),
    '',
    ...next(cli, plan, state),
  ]
  for (const line of lines) terminal.out(line)
}

interface Described {
  runId: RunId
  plan: IndexedPlan
  state: RunState
  now: number
}

const head = ({ runId, plan, state, now }: Described, { paint, icons }: Terminal): string[] => {
  const { phase, message, reason, openedAt, endedAt, name, namespace } = state
  const why = message ?? (reason === phase ? undefined : reason)
  const { kind, name: definition, version } = plan.source
  const ran = formatDuration((endedAt ?? now) - openedAt)
  return fieldLines([
    ['Name', `${name}  (${runId})`],
    ['Namespace', namespace],
    [kind, `${definition}${version === undefined ? '' : ` @ version ${version}`}`],
    ['Status', `${paint(phaseColour(phase), `${icons.phase[phase]} ${phase}`)}${why ? `: ${oneLine(why)}` : ''}`],
    [
      'Timing',
      `started ${isoTime(openedAt)} (${formatAge(now - openedAt)}), ${hasEnded(phase) ? 'took' : 'running for'} ${ran}`,
    ],
    ['Tasks', `${state.tasks.length - state.open} of ${state.tasks.length} have ended`],
    ['Trace', runId.replaceAll('-', '')],
  ])
}

const tasks = (runId: RunId, plan: IndexedPlan, state: RunState): string[] => {
  const rows = state.tasks.slice(0, shownTasks).map((_, index) => {
    const name = taskName(plan, state, index)
    const task = state.tasks[index]!
    const { phase, attempt, readyAt, startedAt, endedAt, exitCode, reason } = task
    const isTried = task.uid !== undefined || startedAt !== undefined
    const exit = exitCode ? `exit ${exitCode}  ` : ''
    const note = phase === 'Succeeded' ? '' : `${exit}${noteBeside(task) ?? reason ?? ''}`
    return [
      name,
      phase,
      isTried ? String(attempt + 1) : '-',
      readyAt === undefined || startedAt === undefined ? '-' : formatDuration(startedAt - readyAt),
      startedAt === undefined ? '-' : formatDuration((endedAt ?? state.movedAt) - startedAt),
      isTried && !task.instances ? podRef(runId, { plan, state }, [index, attempt]).name : '-',
      note,
    ]
  })
  const rest = state.tasks.length - rows.length
  return [
    ...table(['TASK', 'STATUS', 'ATTEMPT', 'WAITED', 'RAN', 'POD', 'MESSAGE'], rows),
    ...(rest > 0 ? [`and ${rest} more; -o json of millrace get has all`] : []),
  ]
}

const events = (
  plan: IndexedPlan,
  transitions: readonly Transition[],
  { run, paint }: { run: string; paint: Paint },
): string[] => {
  const line = plainLine(plan, { run, paint })
  const shown = transitions.slice(-shownEvents)
  return [
    `EVENTS (${shown.length < transitions.length ? `last ${shown.length} of ${transitions.length}` : shown.length})`,
    ...shown.map(line),
  ]
}

const next = ({ command, terminal }: Cli, plan: IndexedPlan, state: RunState): string[] => {
  const { name, phase, tasks } = state
  const failed = tasks.findIndex((task) => task.phase === 'Failed' || task.phase === 'TimedOut')
  const rest = hasEnded(phase)
    ? [failed < 0 ? `logs ${name}` : `logs ${name} ${taskName(plan, state, failed)}`]
    : [`watch ${name}`, `logs ${name} -f`, `cancel ${name}`]
  return rest.map((one, index) => `${index === 0 ? terminal.paint('blue', 'next:') : '     '} ${command(one)}`)
}
