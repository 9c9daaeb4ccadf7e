import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Check } from './checks.ts'

export interface Result {
  /** Violations that pan reports. */
  errors: number
  states: number
  seconds: number
  /** Why the search says nothing: it could not be built, or was not finished. */
  broken?: string
  /** What pan found violated, in its words. */
  violation?: string
}

/** Of one search: memory in MiB, time in ms, steps of the longest path. */
const limits = { memory: 6_000, time: 240_000, depth: 2_000_000 }

const run = promisify(execFile)

const definitions = ({ flags }: Check): string[] => flags.map((flag) => `-D${flag}`)

const compilerFlags = ({ expected, liveness }: Check): string[] => [
  // What fails, fails soon: there the compiler would take longer than the search.
  expected === 'fails' && !liveness ? '-O0' : '-O2',
  '-w',
  `-DMEMLIM=${limits.memory}`,
  '-DCOLLAPSE',
  // For fairness, of more processes than pan makes room for by itself.
  ...(liveness ? ['-DNFAIR=3'] : ['-DSAFETY']),
]

const build = async (check: Check, folder: string): Promise<void> => {
  const model = join(import.meta.dirname, `${check.model}.pml`)
  await run('spin', ['-a', ...definitions(check), model], { cwd: folder })
  await run('gcc', [...compilerFlags(check), '-o', 'pan', 'pan.c'], { cwd: folder })
}

interface Output {
  stdout: string
  stderr: string
}

const search = async ({ liveness }: Check, folder: string): Promise<Output> =>
  run('./pan', [`-m${limits.depth}`, ...(liveness ? ['-a', '-f'] : [])], { cwd: folder, timeout: limits.time })

/** What pan says when it did not look at everything, or not at what we asked for. */
const unfinished = [
  /max search depth too small/,
  /pan: reached -DMEMLIM bound/,
  /pan: out of memory/,
  /Search not completed/,
  /VECTORSZ is too small|too many processes|recompile with/,
]

const number = (text: string, pattern: RegExp): number | undefined => {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

/**
 * Reads pan's report. A violation ends the search before it is complete: that alone is as it should be; whatever else
 * keeps it from being complete makes the result worthless.
 */
export const readReport = ({ stdout, stderr }: Output): Omit<Result, 'seconds'> => {
  const text = `${stdout}\n${stderr}`
  const errors = number(text, /errors: (\d+)/)
  const states = number(text, /([\d.e+]+) states, stored/)
  const violation = /^pan:\d+: (.*)/m.exec(text)?.[1]
  if (errors === undefined || states === undefined) return { errors: 0, states: 0, broken: 'pan gave no report' }
  const isViolated = errors > 0 && /assertion violated|invalid end state|acceptance cycle/.test(violation ?? '')
  const reason = unfinished.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined)
  if (isViolated) return { errors, states, violation }
  return { errors, states, broken: errors > 0 ? `an error of another kind: ${violation}` : reason }
}

/** Carries out one check in a folder of its own. */
export const carryOut = async (check: Check): Promise<Result> => {
  const started = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'millrace-model-'))
  const seconds = (): number => (performance.now() - started) / 1_000
  try {
    await build(check, folder)
    return { ...readReport(await search(check, folder)), seconds: seconds() }
  } catch (error) {
    const { killed, stderr, stdout, message } = error as Error & Partial<Output> & { killed?: boolean }
    const broken = killed ? `not finished after ${limits.time / 1_000} s` : `${stdout ?? ''}${stderr ?? message}`.trim()
    return { errors: 0, states: 0, seconds: seconds(), broken }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
