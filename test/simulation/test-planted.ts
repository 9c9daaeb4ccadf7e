/**
 * Plants one bug after the other, and counts the seeds until a simulated world notices it. Then runs the same seeds
 * without a bug: they are clean.
 *
 *   npm run test:planted [-- [--json FILE] NUMBER...]
 */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { inParallel } from '../../lib/app/in-parallel.ts'
import type { Catch } from './catch-bug.ts'
import { type PlantedBug, plantedBugs } from './planted-bugs.ts'
import type { ProfileName } from './profile.ts'

const root = new URL('../../', import.meta.url)
const usually = 500

/** Runs a search in a process of its own, with a bug planted or none. */
const search = (profile: ProfileName, count: number, planted?: number): Promise<Catch> =>
  new Promise((resolve, reject) => {
    const file = (name: string): string => new URL(`test/simulation/${name}`, root).pathname
    const args = ['--import', file('plant.ts'), file('catch-bug.ts'), profile, String(count)]
    const env = { ...process.env, PLANTED: planted === undefined ? '' : String(planted) }
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += String(chunk)))
    child.stderr.on('data', (chunk) => (err += String(chunk)))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as Catch)
      else reject(new Error(`search in ${profile} failed: ${err.slice(-2_000)}`))
    })
  })

const applies = ({ file, find }: PlantedBug): boolean =>
  readFileSync(new URL(file, root), 'utf8').split(find).length === 2

interface Row extends PlantedBug {
  number: number
  profile: ProfileName
  found?: Catch
  problem?: string
}

const tried = async (number: number): Promise<Row> => {
  const bug = plantedBugs[number]!
  const row: Row = { ...bug, number, profile: bug.profile ?? 'general' }
  if (!applies(bug)) return { ...row, problem: `the patch no longer applies to ${bug.file}` }
  try {
    const found = await search(row.profile, bug.within ?? usually, number)
    const isCaught = found.violation !== undefined
    return { ...row, found, ...(!isCaught && { problem: `not caught in ${found.worlds} worlds` }) }
  } catch (error) {
    return { ...row, problem: String(error) }
  }
}

const told = ({ number, rule, bug, profile, found, problem }: Row): string => {
  const seeds = String(found?.violation === undefined ? '-' : found.worlds)
  const what = problem ?? found?.violation?.split('\n')[0]?.slice(0, 90) ?? ''
  return [String(number).padStart(2), rule.padEnd(16), seeds.padStart(5), profile.padEnd(13), bug, `→ ${what}`].join(
    '  ',
  )
}

const settled = <T>(results: PromiseSettledResult<T>[]): T[] =>
  results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true })
const chosen = positionals.map(Number)
const numbers = plantedBugs.map((_, number) => number).filter((n) => chosen.length === 0 || chosen.includes(n))
const jobs = availableParallelism()
const rows = settled(
  await inParallel(jobs, numbers, async (number) => {
    const row = await tried(number)
    console.log(told(row))
    return row
  }),
)

// The same seeds without a bug.
const needed = new Map<ProfileName, number>()
for (const { profile, found } of rows) needed.set(profile, Math.max(needed.get(profile) ?? 0, found?.worlds ?? 0))
const clean = settled(
  await inParallel(jobs, [...needed], async ([profile, count]) => ({
    profile,
    count,
    found: await search(profile, count),
  })),
)
for (const { profile, count, found } of clean)
  console.log(
    `without a bug: ${count} worlds of ${profile}: ${found.violation ? `seed ${found.seed}: ${found.violation}` : 'clean'}`,
  )

const caught = rows.filter(({ found, problem }) => found && !problem)
const seeds = caught.map(({ found }) => found!.worlds).sort((a, b) => a - b)
console.log(
  `planted bugs caught: ${caught.length} of ${rows.length}; seeds to catch: median ${seeds[Math.floor(seeds.length / 2)]}, most ${seeds.at(-1)}`,
)
const isClean = clean.every(({ found }) => found.violation === undefined)
if (values.json)
  writeFileSync(
    values.json,
    JSON.stringify(rows.map(({ rule, bug, profile, found }) => ({ rule, bug, profile, seeds: found?.worlds }))),
  )
if (caught.length < rows.length || !isClean) process.exitCode = 1
