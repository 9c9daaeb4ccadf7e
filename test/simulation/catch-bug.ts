/** Looks for a violation among the first seeds of a profile: `PROFILE COUNT [--all]`. Prints what it found as JSON. */
import { type ProfileName, profiles } from './profile.ts'
import { runWorld } from './run-world.ts'
import { specOf } from './spec.ts'

/** What the search for a bug came to. */
export interface Catch {
  worlds: number
  seed?: number
  violation?: string
}

const violationIn = async (seed: number, profile: ProfileName): Promise<string | undefined> => {
  try {
    const { violations } = await runWorld(profiles[profile](specOf(seed)))
    return violations[0]
  } catch (error) {
    return `the world broke: ${String(error)}`
  }
}

const search = async (profile: ProfileName, count: number): Promise<Catch> => {
  for (let seed = 1; seed <= count; seed++) {
    const violation = await violationIn(seed, profile)
    if (violation !== undefined) return { worlds: seed, seed, violation }
  }
  return { worlds: count }
}

console.log(JSON.stringify(await search(process.argv[2] as ProfileName, Number(process.argv[3]))))
