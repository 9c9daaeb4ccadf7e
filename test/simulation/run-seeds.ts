/**
 * Runs simulated worlds, many at a time, and prints what happened in them.
 *
 *   npm run simulate -- [--seeds N] [--from N] [--profile NAME] [--jobs N] [--twice N] [--resume FILE] [--seed N]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { type ProfileName, profileNames } from './profile.ts'
import type { Seeds } from './seeds-worker.ts'
import { described, emptyTally, merged, missing, type Tally } from './tally.ts'
import { tellStory } from './tell-story.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    profile: { type: 'string', default: 'general' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    twice: { type: 'string', default: '20' },
    /** Where a long search keeps how far it has come. */
    resume: { type: 'string' },
    /** Writes the figures there. */
    json: { type: 'string' },
    /** Tells the story of one world. */
    seed: { type: 'string' },
    /** Fails when some kind of fault never happened. */
    'all-faults': { type: 'boolean', default: false },
  },
})
const profile = values.profile as ProfileName
if (!profileNames.includes(profile)) throw new Error(`no profile ${profile}; there are ${profileNames.join(', ')}`)

const chunk = 50

interface Progress {
  next: number
  tally: Tally
}

const search = async (): Promise<Tally> => {
  const first = Number(values.from)
  const kept = values.resume && existsSync(values.resume) ? readFileSync(values.resume, 'utf8') : undefined
  const progress: Progress = kept ? (JSON.parse(kept) as Progress) : { next: first, tally: emptyTally() }
  const end = first + Number(values.seeds)
  const startedAt = performance.now()
  /** Chunks that are under way or done beyond the first that is not: a resumed search begins at that one. */
  let next = progress.next
  const tallies = new Map<number, Tally>()

  const keep = (): void => {
    for (let done = tallies.get(progress.next); done; done = tallies.get(progress.next)) {
      tallies.delete(progress.next)
      progress.tally = merged(progress.tally, done)
      progress.next = Math.min(end, progress.next + chunk)
    }
    if (values.resume) writeFileSync(values.resume, JSON.stringify(progress))
    const seconds = (performance.now() - startedAt) / 1_000
    if (process.stderr.isTTY)
      process.stderr.write(
        `\r${progress.tally.worlds} worlds, ${seconds.toFixed(0)} s, ${progress.tally.violations.length} violations `,
      )
  }

  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('seeds-worker.ts', import.meta.url))
    while (next < end) {
      const from = next
      next += chunk
      const seeds: Seeds = { from, count: Math.min(chunk, end - from), profile, twice: Number(values.twice) }
      const tally = await new Promise<Tally>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(seeds)
      })
      worker.removeAllListeners('error')
      tallies.set(from, tally)
      keep()
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, work))
  if (process.stderr.isTTY) process.stderr.write('\n')
  const seconds = (performance.now() - startedAt) / 1_000
  console.log(described(progress.tally))
  console.log(`time        ${seconds.toFixed(1)} s with ${values.jobs} at once`)
  return progress.tally
}

if (values.seed !== undefined) {
  console.log(await tellStory(Number(values.seed), profile))
} else {
  const tally = await search()
  if (values.json) writeFileSync(values.json, JSON.stringify(tally))
  const [worst] = tally.violations
  if (worst) console.log(`\n${await tellStory(worst.seed, profile)}`)
  if (worst || (values['all-faults'] && missing(tally).length > 0)) process.exitCode = 1
}
