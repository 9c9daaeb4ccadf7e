/**
 * Searches the models of the protocol exhaustively: what is built must hold, and must fail without half of any rule.
 * `npx node test/model/check-models.ts [--json FILE] [-- MODEL …]`. Needs spin and gcc. Exits with 1 if any differs.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Check, checks } from './checks.ts'
import { carryOut, type Result } from './search.ts'

/** Searches at once. */
const concurrency = 2

interface Judged {
  check: Check
  result: Result
  isAsExpected: boolean
}

const missingTools = (): string[] =>
  [
    ['spin', '-V'],
    ['gcc', '--version'],
  ].flatMap(([tool, flag]) => (spawnSync(tool!, [flag!]).error ? [tool!] : []))

const variantOf = ({ flags }: Check): string => flags.join(' ') || 'as built'

const judge = (check: Check, result: Result): Judged => {
  const outcome = result.errors > 0 ? 'fails' : 'holds'
  return { check, result, isAsExpected: result.broken === undefined && outcome === check.expected }
}

const verdict = ({ check: { expected }, result: { errors, broken, violation }, isAsExpected }: Judged): string => {
  if (isAsExpected) return `${expected} as expected`
  if (broken !== undefined) return `NOT CHECKED: ${broken}`
  return errors > 0 ? `FAILS, expected to hold: ${violation}` : 'HOLDS, expected to fail'
}

const line = (judged: Judged): string => {
  const { check, result } = judged
  const figures = `${result.states.toLocaleString('en')} states · ${result.seconds.toFixed(1)} s`
  return `${check.model}: ${check.rule} · ${variantOf(check)} · ${verdict(judged)} · ${figures}`
}

/** Carries all out, a few at once, and tells of each as soon as those before it are known. */
const carryOutAll = async (wanted: readonly Check[]): Promise<Judged[]> => {
  const done: Judged[] = []
  let next = 0
  let told = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < wanted.length; index = next++) {
      const check = wanted[index]!
      done[index] = judge(check, await carryOut(check))
      for (; done[told]; told++) console.log(line(done[told]!))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return done
}

const record = ({ check, result }: Judged) => ({
  model: check.model,
  rule: check.rule,
  variant: variantOf(check),
  expected: check.expected,
  errors: result.errors,
  states: result.states,
  seconds: Number(result.seconds.toFixed(1)),
  ...(result.broken === undefined ? {} : { broken: result.broken }),
})

const { values, positionals: models } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true })

const main = async (): Promise<number> => {
  const missing = missingTools()
  if (missing.length > 0) {
    console.error(`${missing.join(' and ')} not found. On Debian and Ubuntu: apt-get install -y spin gcc libc6-dev`)
    return 1
  }
  const known = [...new Set(checks.map(({ model }) => model))]
  const unknown = models.filter((model) => !known.includes(model))
  if (unknown.length > 0) {
    console.error(`no such model: ${unknown.join(', ')}. There are ${known.join(', ')}`)
    return 1
  }
  const started = performance.now()
  const wanted = checks.filter(({ model }) => models.length === 0 || models.includes(model))
  const all = await carryOutAll(wanted)
  const states = all.reduce((sum, { result }) => sum + result.states, 0)
  const wrong = all.filter(({ isAsExpected }) => !isAsExpected).length
  const seconds = ((performance.now() - started) / 1_000).toFixed(0)
  console.log(
    `${all.length} checks, ${wrong} not as expected · ${states.toLocaleString('en')} states explored · ${seconds} s`,
  )
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(all.map(record), undefined, 2)}\n`)
  return wrong > 0 ? 1 : 0
}

process.exitCode = await main()
