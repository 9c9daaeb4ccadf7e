import { type FaultKind, faultKinds, faults } from '../../lib/simulation/fault.ts'
import type { Verdict } from './run-world.ts'

/** What many worlds came to. Plain JSON: it is kept between sessions of a long search. */
export interface Tally {
  worlds: number
  /** Lines of all stories: effects and faults. */
  steps: number
  tasks: number
  pods: number
  entries: number
  /** Virtual milliseconds. */
  lasted: number
  phases: Record<string, number>
  faults: Record<FaultKind, number>
  violations: { seed: number; what: string }[]
}

export const emptyTally = (): Tally => ({
  worlds: 0,
  steps: 0,
  tasks: 0,
  pods: 0,
  entries: 0,
  lasted: 0,
  phases: {},
  violations: [],
  faults: Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>,
})

export const tallyOf = ({ seed, violations, story, faults: struck, ...verdict }: Verdict): Tally => ({
  worlds: 1,
  steps: story.length,
  tasks: verdict.tasks,
  pods: verdict.pods,
  entries: verdict.entries,
  lasted: verdict.lasted,
  phases: { [verdict.phase ?? 'never opened']: 1 },
  faults: struck,
  violations: violations.map((what) => ({ seed, what })),
})

const added = <K extends string>(one: Record<K, number>, other: Record<K, number>): Record<K, number> => {
  const sum = { ...one }
  for (const key of Object.keys(other) as K[]) sum[key] = (sum[key] ?? 0) + other[key]
  return sum
}

export const merged = (one: Tally, other: Tally): Tally => ({
  worlds: one.worlds + other.worlds,
  steps: one.steps + other.steps,
  tasks: one.tasks + other.tasks,
  pods: one.pods + other.pods,
  entries: one.entries + other.entries,
  lasted: one.lasted + other.lasted,
  phases: added(one.phases, other.phases),
  faults: added(one.faults, other.faults),
  violations: [...one.violations, ...other.violations],
})

const number = (value: number): string => Math.round(value).toLocaleString('en')

/** Kinds of faults that never happened. */
export const missing = ({ faults: struck }: Tally): FaultKind[] => faultKinds.filter((kind) => struck[kind] === 0)

export const described = (tally: Tally): string => {
  const { worlds, steps, tasks, pods, entries, lasted, phases, violations } = tally
  const all = Object.values(tally.faults).reduce((sum, count) => sum + count, 0)
  const mean = (sum: number): string => (sum / worlds).toFixed(1)
  const width = Math.max(...faultKinds.map((kind) => kind.length))
  const histogram = faultKinds.map(
    (kind) => `  ${kind.padEnd(width)} ${number(tally.faults[kind]).padStart(10)}  ${faults[kind]}`,
  )
  return [
    'faults',
    ...histogram,
    '',
    `worlds      ${number(worlds)}, of ${number(lasted / 3_600_000)} virtual hours`,
    `steps       ${number(steps)} (${number(entries)} entries, ${number(pods)} pods)`,
    `mean world  ${mean(tasks)} tasks, ${mean(pods)} pods, ${mean(all)} faults`,
    `ended       ${Object.entries(phases)
      .map(([phase, count]) => `${phase} ${number(count)}`)
      .join(', ')}`,
    `never       ${missing(tally).join(', ') || 'no kind of fault'}`,
    `violations  ${violations.length}`,
    ...violations.slice(0, 20).map(({ seed, what }) => `  seed ${seed}: ${what.slice(0, 500)}`),
  ].join('\n')
}
