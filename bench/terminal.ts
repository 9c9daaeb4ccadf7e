/** What the terminal costs before it does anything, from the outside: whole processes, the outer Node as it is. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { figure, heading, median } from './budget.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))

const dag = (tasks: number): string => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: large
spec:
  task:
${Array.from(
  { length: tasks },
  (_, n) => `    - name: task-${n}
      image: busybox
      command: ["sh", "-c"]
      args: ["echo ${n}"]
      backoff:
        limit: 1
${n === 0 ? '' : `      runAfter: [task-${Math.floor(n / 2)}]\n`}`,
).join('')}`

/** The Node of whoever calls, not the one that npm puts first: what a person's shell would find. */
const path = (process.env.PATH ?? '')
  .split(':')
  .filter((part) => !part.includes('node_modules'))
  .join(':')

const run = (...args: string[]): number => {
  const started = performance.now()
  const { status, stderr } = spawnSync('node', ['bin/millrace.mjs', ...args], { env: { ...process.env, PATH: path } })
  if (status !== 0) throw new Error(`millrace ${args.join(' ')} ended ${status}: ${stderr.toString().slice(0, 500)}`)
  return performance.now() - started
}

const milliseconds = (times: number, ...args: string[]): number => {
  run(...args)
  return median(Array.from({ length: times }, () => run(...args)))
}

heading('The terminal, whole processes (median)')
const file = join(folder, 'large.yaml')
writeFileSync(file, dag(5_000))
figure('millrace --version', milliseconds(9, '--version'), { atMost: 150 }, 'ms')
figure('millrace get runs', milliseconds(9, 'get', 'runs', '--data', folder), { atMost: 250 }, 'ms')
figure('millrace validate, 5,000 tasks', milliseconds(5, 'validate', file), { atMost: 1_500 }, 'ms')
rmSync(folder, { recursive: true })
