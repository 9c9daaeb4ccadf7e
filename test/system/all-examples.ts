import { readdirSync, readFileSync } from 'node:fs'
import { inParallel } from '../../lib/app/in-parallel.ts'
import { outcomeOf } from '../support/example-outcome.ts'
import type { FileRuns } from '../support/file-runs.ts'
import { mustRun } from '../support/tekton-examples.ts'
import type { Deployed } from './deployment.ts'

const own = new URL('../../examples/', import.meta.url)

/** The examples of this repository, and those of Tekton that must run where they are there. */
export const exampleNames: readonly string[] = [
  ...readdirSync(own).filter((name) => name.endsWith('.yaml')),
  ...mustRun,
]

/** What became of each example: `ran`, or why not. */
export type Outcomes = ReadonlyMap<string, string>

/** A definition alone is submitted as it is, and gets a run of its own. */
const ownOutcome = async (files: FileRuns, name: string): Promise<string> => {
  const { header } = await files.run(readFileSync(new URL(name, own), 'utf8'), name.replace('.yaml', ''))
  return header.phase === 'Succeeded' ? 'ran' : `failed: ${header.reason}: ${header.message}`
}

/** Runs all of them or those named, some at once. */
export const runExamples = async (
  { files }: Deployed,
  { atOnce = 4, names = exampleNames }: { atOnce?: number; names?: readonly string[] } = {},
): Promise<Outcomes> => {
  const outcomes = new Map<string, string>()
  await inParallel(atOnce, names, async (name) => {
    const outcome = name.includes('/') ? outcomeOf(files, name) : ownOutcome(files, name)
    outcomes.set(name, await outcome.catch((error: unknown) => `failed: ${String(error)}`))
  })
  return outcomes
}
