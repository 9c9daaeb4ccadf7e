import { parentPort } from 'node:worker_threads'
import { type ProfileName, profiles } from './profile.ts'
import { runWorld } from './run-world.ts'
import { specOf } from './spec.ts'
import { emptyTally, merged, type Tally, tallyOf } from './tally.ts'

export interface Seeds {
  from: number
  count: number
  profile: ProfileName
  /** Every so many seeds one is run again, and its two stories are compared. */
  twice: number
}

const run = async ({ from, count, profile, twice }: Seeds): Promise<Tally> => {
  let tally = emptyTally()
  for (let seed = from; seed < from + count; seed++) {
    try {
      const spec = profiles[profile](specOf(seed))
      const verdict = await runWorld(spec)
      tally = merged(tally, tallyOf(verdict))
      if (seed % twice !== 0) continue
      const again = await runWorld(spec)
      if (again.story.join('\n') !== verdict.story.join('\n'))
        tally.violations.push({ seed, what: 'a second run of the same seed went another way' })
    } catch (error) {
      // A world that cannot even be judged is a violation like any other.
      tally.violations.push({ seed, what: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  }
  return tally
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort!.on('message', (seeds: Seeds) => void run(seeds).then((tally) => parentPort!.postMessage(tally)))
