import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { functionNames } from '../../test/system/package-service.ts'
import { figure, heading, median } from '../budget.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const processes = 10

/** What composition roots want to know before they load; nothing is asked of anybody. */
const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  MILLRACE_TABLE: 'table',
  MILLRACE_BUCKET: 'bucket',
  MILLRACE_INSTALLATION: 'bench',
  MILLRACE_CLUSTER_NAME: 'cluster',
  MILLRACE_CLUSTER_ENDPOINT: 'https://127.0.0.1:9',
  MILLRACE_EVENT_QUEUE: 'https://127.0.0.1:9/queue',
  ...Object.fromEntries(
    ['SUBMIT', 'DISPATCH', 'WORK', 'COLLECT', 'NOTIFY', 'WATCH'].flatMap((name) => [
      [`MILLRACE_QUEUE_${name}`, `https://127.0.0.1:9/${name}`],
      [`MILLRACE_DLQ_${name}`, `https://127.0.0.1:9/${name}-dead-letters`],
    ]),
  ),
}

const measuring = `await import(process.argv[1])
const { user, system } = process.cpuUsage()
console.log((user + system) / 1000)
process.exit(0)`

/** Median of the ms of a processor that a process takes to start and to import it. */
const importCpu = (specifier: string): number =>
  median(
    Array.from({ length: processes }, () => {
      const words = ['--input-type=module', '--eval', measuring, specifier]
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { env: environment, encoding: 'utf8' })
      if (status !== 0) throw new Error(`${specifier}: ${stderr.slice(0, 500)}`)
      return Number(stdout)
    }),
  )

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)

const budgets = {
  alone: { kB: 600, ms: 150 },
  cluster: { kB: 3_400, ms: 300 },
  collect: { kB: 3_400, ms: 400 },
}
const withCluster = ['resolve', 'dispatch', 'watch']

const budgetOf = (name: string): { kB: number; ms: number } =>
  name === 'collect' ? budgets.collect : withCluster.includes(name) ? budgets.cluster : budgets.alone

/** Bytes of all files of each function, and what it takes to import it. */
export const reportBundles = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bundles-'))
  execFileSync(process.execPath, ['build-functions.mjs', folder], { cwd: root })
  heading(`Bundles: all files; ms of a processor for a process that imports it, median of ${processes}`)
  const empty = importCpu('data:text/javascript,export const handler = async () => {}')
  console.log(`an empty function: ${empty.toFixed(1)} ms, which is in all of these`)
  for (const name of functionNames) {
    const budget = budgetOf(name)
    const own = join(folder, 'functions', name)
    figure(`${name}: size`, sizeOf(own) / 1_000, { atMost: budget.kB }, 'kB')
    figure(`${name}: import`, importCpu(join(own, 'index.mjs')), { atMost: budget.ms }, 'ms CPU')
  }
  rmSync(folder, { recursive: true })
}
