import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dag, emptyFolder, fileIn, millrace } from './millrace.ts'

const examples = new URL('../../../examples', import.meta.url).pathname
const fanOut = join(examples, 'fan-out-and-join.yaml')
const two = dag('build', { a: { script: 'x' }, b: { script: 'x', after: ['a'] } })

describe('simulate', () => {
  it('reports on a run of a file, says the same for the same seeds, and leaves nothing behind', async () => {
    const folder = emptyFolder()
    const one = await millrace(folder, 'simulate', '-f', fanOut, '--seeds', '5')
    expect(one).toMatchObject({ code: 0, stderr: '' })
    expect(one.stdout).toMatch(/^▶ DAG fan-out-and-join {2}5 runs of 6 tasks, seeds 1 to 5\n/)
    expect(one.stdout).toMatch(/^TASK +RAN .*\nsplit +100%/m)
    expect(one.stdout).toMatch(/^critical path +split .* → join /m)
    expect(one.stdout).toContain('every task ran in some run, every run ended, and no rule was broken')
    expect(await millrace(folder, 'simulate', '-f', fanOut, '--seeds', '5')).toEqual(one)
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  it('exits with 1 when a run cannot end, and says which task hangs', async () => {
    const folder = emptyFolder()
    fileIn(folder, 'build.json', two)
    const hang = ['--duration', 'a=forever', '--no-faults', '--seeds', '2']
    const { code, stdout } = await millrace(folder, 'simulate', '-f', 'build.json', ...hang)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^no end +100% /m)
    expect(stdout).toContain('task "a" does not end, and has no timeout; "b" waits for "a"')
    expect(stdout).toContain('b: it waits for "a"')
  })

  it('prints all that happens in one world', async () => {
    const folder = emptyFolder()
    fileIn(folder, 'build.json', two)
    const { stdout } = await millrace(folder, 'simulate', '-f', 'build.json', '--seed', '12', '--trace')
    expect(stdout).toMatch(/^ +0\.000 user submits the run\n/)
    expect(stdout).toMatch(/appends LOG 1: run\.opened/)
    expect(stdout).toMatch(/^▶ DAG build {2}1 run of 2 tasks, seed 12$/m)
    expect(await millrace(folder, 'simulate', '-f', 'build.json', '--trace')).toMatchObject({ code: 2 })
  })

  it('prints JSON for machines', async () => {
    const folder = emptyFolder()
    fileIn(folder, 'build.json', two)
    const always = ['--fail', 'a=1', '--no-faults', '--seeds', '3', '-o', 'json']
    const { code, stdout } = await millrace(folder, 'simulate', '-f', 'build.json', ...always)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      source: 'DAG/build',
      firstSeed: 1,
      runs: 3,
      ends: [{ phase: 'Failed', runs: 3 }],
      tasks: [
        { name: 'a', ran: 3, phases: { Failed: 3 }, attempts: { mean: 1, max: 1 } },
        { name: 'b', ran: 0, phases: { Skipped: 3 } },
      ],
      unreachable: [{ tasks: ['b'], what: 'dependency a did not succeed', runs: 3, seeds: [1, 2, 3] }],
      endless: [],
      violations: [],
      faults: [],
    })
  })

  it('shows what is wrong in a file, and simulates nothing', async () => {
    const folder = emptyFolder()
    fileIn(folder, 'bad.json', dag('bad', { a: { script: 'x', after: ['b'] } }))
    const { code, stdout, stderr } = await millrace(folder, 'simulate', '-f', 'bad.json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/error\[UnknownTask\][\s\S]*--> bad\.json:1:\d+/)
    expect(stderr).toContain('1 error; nothing was simulated')
  })

  it('exits with 2 for a task that there is not', async () => {
    const folder = emptyFolder()
    fileIn(folder, 'build.json', two)
    const { code, stderr } = await millrace(folder, 'simulate', '-f', 'build.json', '--fail', 'c=0.5')
    expect(code).toBe(2)
    expect(stderr).toContain('--fail: there is no task "c"')
    expect(stderr).toContain('the tasks are a, b')
  })
})
