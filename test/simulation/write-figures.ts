/**
 * Puts the figures of three searches into docs/correctness.md:
 *
 *   npm run test:simulation -- --json simulation.json
 *   npm run test:planted -- --json planted.json
 *   npm run test:model -- --json models.json
 *   node test/simulation/write-figures.ts simulation.json planted.json models.json
 *
 * Without the last one the models' figures stay as they are.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type FaultKind, faultKinds, faults } from '../../lib/simulation/fault.ts'
import type { Tally } from './tally.ts'

interface PlantedRow {
  rule: string
  bug: string
  profile: string
  seeds: number
}

interface ModelRow {
  model: string
  expected: 'holds' | 'fails'
  states: number
}

const page = new URL('../../docs/correctness.md', import.meta.url)
const read = (file: string | undefined): unknown => JSON.parse(readFileSync(file ?? '', 'utf8'))
const number = (value: number): string => Math.round(value).toLocaleString('en')
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const simulation = ({ worlds, tasks, pods, entries, steps, lasted, faults: struck, violations }: Tally): string => {
  const all = Object.values(struck).reduce((sum, count) => sum + count, 0)
  return [
    `${number(worlds)} worlds of ${number(lasted / 3_600_000)} virtual hours: on average ${(tasks / worlds).toFixed(1)} tasks, ` +
      `${(pods / worlds).toFixed(1)} pods and ${(all / worlds).toFixed(1)} faults each; ${number(entries)} log entries, ` +
      `${number(steps)} steps. Violations: ${violations.length}.`,
    '',
    table(
      ['fault', 'what', 'times'],
      faultKinds.map((kind: FaultKind) => [`\`${kind}\``, faults[kind], number(struck[kind])]),
    ),
  ].join('\n')
}

const planted = (rows: PlantedRow[]): string => {
  const seeds = rows.map((row) => row.seeds).sort((a, b) => a - b)
  const median = seeds[Math.floor(seeds.length / 2)]!
  return [
    `${rows.length} planted bugs, all caught; worlds until one is noticed: median ${median}, most ${seeds.at(-1)}.`,
    '',
    table(
      ['rule', 'what the planted bug does', 'worlds', 'profile'],
      rows.map((row) => [row.rule, row.bug, String(row.seeds), row.profile]),
    ),
  ].join('\n')
}

const models = (rows: ModelRow[]): string => {
  const names = [...new Set(rows.map(({ model }) => model))]
  const of = (model: string, expected: string) => rows.filter((row) => row.model === model && row.expected === expected)
  const states = (some: ModelRow[]): number => some.reduce((sum, row) => sum + row.states, 0)
  return [
    `${number(states(rows))} states explored.`,
    '',
    table(
      ['model', 'searches that hold', 'states', 'variants without one half of a rule, all of which fail'],
      names.map((model) => {
        const holds = of(model, 'holds')
        return [model, String(holds.length), number(states(holds)), String(of(model, 'fails').length)]
      }),
    ),
  ].join('\n')
}

const put = (text: string, name: string, figures: string): string => {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/correctness.md has no place for ${name}`)
  return `${text.slice(0, from + begin.length)}\n${figures}\n${text.slice(to)}`
}

const [tally, bugs, checks] = process.argv.slice(2)
const sections: [name: string, figures: string][] = [
  ['simulation', simulation(read(tally) as Tally)],
  ['planted', planted(read(bugs) as PlantedRow[])],
  ...(checks === undefined ? [] : [['models', models(read(checks) as ModelRow[])] as [string, string]]),
]
writeFileSync(
  page,
  sections.reduce((text, [name, figures]) => put(text, name, figures), readFileSync(page, 'utf8')),
)
