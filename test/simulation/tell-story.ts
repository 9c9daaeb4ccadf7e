import { type ProfileName, profiles } from './profile.ts'
import { runWorld, type Verdict } from './run-world.ts'
import { shrunk } from './shrink.ts'
import { specOf } from './spec.ts'

/** Without what everybody does all the time. */
const isTelling = (line: string): boolean => !/updates the lease$|writes the header|: [a-z]+\.check$/.test(line)

const told = ({ seed, violations, story, tasks, drawn }: Verdict, left: number): string =>
  [
    `seed ${seed}: ${tasks} tasks, ${drawn - left} faults by chance`,
    ...story.filter(isTelling),
    ...(violations.length > 0 ? violations.map((what) => `violation: ${what}`) : ['no violation']),
  ].join('\n')

/** The story of a world; of one in which something is violated, the shortest that still violates something. */
export const tellStory = async (seed: number, profile: ProfileName): Promise<string> => {
  const spec = profiles[profile](specOf(seed))
  const verdict = await runWorld(spec)
  if (verdict.violations.length === 0) return told(verdict, 0)
  const small = await shrunk(spec)
  return told(small.verdict, small.muted.size)
}
