import type { RunPhase, TaskPhase } from '../core/run.ts'
import type { PathStep } from './critical-path.ts'
import type { FaultKind } from './fault.ts'
import type { Outcome } from './simulate-run.ts'
import type { TaskRecord } from './task-record.ts'
import { usualFaults } from './usual-faults.ts'

/** Ms that half of the cases, and 19 of 20, did not exceed. */
export interface Times {
  p50: number
  p95: number
}

/** Something that was seen in some of the runs. */
export interface Seen {
  what: string
  runs: number
  /** The first of them. */
  seeds: number[]
}

/** Something that was seen of tasks. */
export interface TaskCause extends Seen {
  tasks: string[]
}

export interface TaskSummary {
  name: string
  /** Runs in which a pod of it was seen. */
  ran: number
  /** How many runs it ended in which way; `Pending`, `Ready` and `Running` of runs that did not end. */
  phases: Partial<Record<TaskPhase, number>>
  /** Of those of its instances that began. */
  attempts?: { mean: number; max: number }
  /** From its beginning to its end, retries and all, of the runs in which it ran. */
  times?: Times
}

/** What decided how long the median run took, among those that ended in the most frequent way. */
export interface MedianPath {
  seed: number
  lasted: number
  steps: PathStep[]
  /** How many of how many runs had the same tasks on theirs. */
  sameIn: number
  of: number
}

export interface Summary {
  runs: number
  ends: { phase: RunPhase; runs: number; times: Times }[]
  /** Of all runs that ended. */
  times?: Times
  tasks: TaskSummary[]
  criticalPath?: MedianPath
  /** Of runs in which nothing but the tasks went wrong, where some were made to compare with. */
  calm?: { runs: number; times: Times; criticalPath?: MedianPath }
  /** Tasks that failed or ran out of time in some of the runs. */
  failures: TaskCause[]
  /** Tasks that ran in none of the runs. */
  unreachable: TaskCause[]
  /** Why runs did not end. */
  endless: Seen[]
  violations: Seen[]
  faults: { kind: FaultKind; count: number }[]
}

const seedsShown = 5

/** The smallest value that so large a part of them does not exceed. `sorted`: not empty. */
const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]!

const timesOf = (values: readonly number[]): Times | undefined => {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) }
}

/** Numbers, ids and names of pods apart. */
const inGeneral = (what: string): string => what.replaceAll(/\d[0-9a-z-]*/g, '#')

interface Sight {
  seed: number
  what: string
  /** Absent: it is of the run. */
  task?: string
}

/** Groups what was seen by what it is; the most frequent first. */
const group = (sights: readonly Sight[], keyOf = (what: string): string => what): TaskCause[] => {
  const groups = new Map<string, { what: string; seeds: Set<number>; tasks: Set<string> }>()
  for (const { seed, what, task } of sights) {
    const key = keyOf(what)
    const seen = groups.get(key) ?? { what, seeds: new Set(), tasks: new Set() }
    seen.seeds.add(seed)
    if (task !== undefined) seen.tasks.add(task)
    groups.set(key, seen)
  }
  return [...groups.values()]
    .map(({ what, seeds, tasks }) => {
      const first = [...seeds].sort((x, y) => x - y).slice(0, seedsShown)
      return { tasks: [...tasks], what, runs: seeds.size, seeds: first }
    })
    .sort((x, y) => y.runs - x.runs)
}

const ofRuns = (sights: readonly Sight[], keyOf?: (what: string) => string): Seen[] =>
  group(sights, keyOf).map(({ what, runs, seeds }) => ({ what, runs, seeds }))

type Ended = Outcome & { phase: RunPhase; lasted: number }

const isEnded = (outcome: Outcome): outcome is Ended => outcome.lasted !== undefined

const endsOf = (ended: readonly Ended[]): Summary['ends'] => {
  const phases = [...new Set(ended.map(({ phase }) => phase))]
  return phases
    .map((phase) => {
      const own = ended.filter((one) => one.phase === phase)
      return { phase, runs: own.length, times: timesOf(own.map(({ lasted }) => lasted))! }
    })
    .sort((a, b) => b.runs - a.runs)
}

const taskSummary = (name: string, index: number, outcomes: readonly Outcome[]): TaskSummary => {
  const records = outcomes.flatMap(({ tasks }) => tasks[index] ?? [])
  const phases: TaskSummary['phases'] = {}
  for (const { phase } of records) phases[phase] = (phases[phase] ?? 0) + 1
  const attempts = records.flatMap((record) => record.attempts)
  const times = timesOf(
    records.flatMap(({ ran, began, ended }) =>
      ran && began !== undefined && ended !== undefined ? [ended - began] : [],
    ),
  )
  return {
    name,
    ran: records.filter(({ ran }) => ran).length,
    phases,
    ...(attempts.length > 0 && {
      attempts: {
        mean: attempts.reduce((sum, count) => sum + count, 0) / attempts.length,
        max: attempts.reduce((most, count) => Math.max(most, count), 0),
      },
    }),
    ...(times && { times }),
  }
}

const namesOn = ({ path }: Outcome): string => JSON.stringify(path.map(({ task }) => task))

const pathOf = (ended: readonly Ended[], ends: Summary['ends']): MedianPath | undefined => {
  const usual = ended.filter(({ phase }) => phase === ends[0]?.phase).sort((a, b) => a.lasted - b.lasted)
  const median = usual[Math.ceil(usual.length / 2) - 1]
  if (!median || median.path.length === 0) return undefined
  const same = usual.filter((one) => namesOn(one) === namesOn(median)).length
  return { seed: median.seed, lasted: median.lasted, steps: median.path, sameIn: same, of: usual.length }
}

const sightsOf = (
  tasks: readonly TaskSummary[],
  outcomes: readonly Outcome[],
  why: (record: TaskRecord, task: TaskSummary) => string | undefined,
): Sight[] =>
  tasks.flatMap((task, index) =>
    outcomes.flatMap(({ seed, tasks: records }) => {
      const what = records[index] && why(records[index], task)
      return what === undefined ? [] : [{ seed, what, task: task.name }]
    }),
  )

/** Those that chance has sent: others are counted, too, that come about by themselves. */
const faultsOf = (outcomes: readonly Outcome[]): Summary['faults'] => {
  const counts = new Map<FaultKind, number>()
  for (const { faults } of outcomes)
    for (const [kind, count] of Object.entries(faults) as [FaultKind, number][])
      if (count > 0 && usualFaults[kind] > 0) counts.set(kind, (counts.get(kind) ?? 0) + count)
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count)
}

const calmOf = (outcomes: readonly Outcome[]): Summary['calm'] => {
  const ended = outcomes.filter(isEnded)
  const times = timesOf(ended.map(({ lasted }) => lasted))
  const criticalPath = pathOf(ended, endsOf(ended))
  return times && { runs: ended.length, times, ...(criticalPath && { criticalPath }) }
}

/**
 * What many runs of one plan have in common. `names`: of the plan's tasks, in its order. `calm`: runs without faults, to
 * compare with.
 */
export const summarize = (
  names: readonly string[],
  outcomes: readonly Outcome[],
  calmOutcomes: readonly Outcome[] = [],
): Summary => {
  const calm = calmOf(calmOutcomes)
  const ended = outcomes.filter(isEnded)
  const ends = endsOf(ended)
  const tasks = names.map((name, index) => taskSummary(name, index, outcomes))
  const times = timesOf(ended.map(({ lasted }) => lasted))
  const criticalPath = pathOf(ended, ends)
  return {
    runs: outcomes.length,
    ends,
    ...(times && { times }),
    tasks,
    ...(criticalPath && { criticalPath }),
    ...(calm && { calm }),
    failures: group(
      sightsOf(tasks, outcomes, ({ whyFailed }) => whyFailed),
      inGeneral,
    ),
    unreachable: group(sightsOf(tasks, outcomes, ({ whyNot }, { ran }) => (ran === 0 ? whyNot : undefined))),
    endless: ofRuns(outcomes.flatMap(({ seed, endless }) => (endless === undefined ? [] : [{ seed, what: endless }]))),
    violations: ofRuns(
      outcomes.flatMap(({ seed, violations }) => violations.map((what) => ({ seed, what }))),
      inGeneral,
    ),
    faults: faultsOf(outcomes),
  }
}
