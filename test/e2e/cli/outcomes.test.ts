import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../lib/adapters/system/system-clock.ts'
import { createGate, dag, emptyFolder, fileIn, millrace, start } from './millrace.ts'

const failing = dag('build', {
  clone: { script: 'echo cloned' },
  unit: { script: 'echo FAIL: reads a pipe; exit 4', after: ['clone'] },
  publish: { script: 'echo published', after: ['unit'] },
})

describe('a run that fails', () => {
  it('exits with 3, shows the last lines of what failed, and what to do next', async () => {
    const folder = emptyFolder()
    const { code, stdout, stderr } = await millrace(folder, 'run', '-f', fileIn(folder, 'build.json', failing))
    expect(code).toBe(3)
    expect(stdout).toMatch(/task +unit +Failed .*exit=4/)
    expect(stdout).toMatch(/task +publish +Skipped/)
    expect(stderr).toMatch(
      /error: 1 task failed: unit \(exit 4\)\n {2}last lines of unit:\n {2}\| FAIL: reads a pipe\n/,
    )
    expect(stderr).toMatch(/next: millrace logs build-\w+ unit\n {6}millrace describe run build-\w+\n$/)
  })

  it('exits with 0 where that is asked for', async () => {
    const folder = emptyFolder()
    const { code } = await millrace(folder, 'run', fileIn(folder, 'build.json', failing), '--exit-zero', '--wait')
    expect(code).toBe(0)
  })

  it('is told about afterwards from the store alone', async () => {
    const folder = emptyFolder()
    await millrace(folder, 'run', '-f', fileIn(folder, 'build.json', failing), '--name', 'first')
    const [runs, json, described, logs, failed, waited, graph] = await Promise.all([
      millrace(folder, 'get', 'runs'),
      millrace(folder, 'get', 'run', 'first', '-o', 'json'),
      millrace(folder, 'describe', 'run', '@failed'),
      millrace(folder, 'logs', 'first', 'clone'),
      millrace(folder, 'logs', 'first', '--failed'),
      millrace(folder, 'wait', 'first'),
      millrace(folder, 'graph', 'first', '-o', 'mermaid'),
    ])
    expect(runs.stdout).toMatch(/^NAME +DAG +STATUS +TASKS +STARTED +DURATION\nfirst +build +Failed +3\/3 /)
    expect(JSON.parse(json.stdout)).toMatchObject({
      kind: 'Run',
      metadata: { name: 'first' },
      status: {
        phase: 'Failed',
        taskStatuses: [{ phase: 'Succeeded' }, { phase: 'Failed', exitCode: 4 }, { phase: 'Skipped' }],
      },
    })
    expect(described.stdout).toMatch(
      /Status: +✗ Failed: Tasks Completed: 2 \(Failed: 1, Cancelled 0\), Skipped: 1\n[^]*unit +Failed +1 [^]*EVENTS/,
    )
    expect(logs.stdout).toBe('cloned\n')
    expect(failed.stdout).toBe('[unit] FAIL: reads a pipe\n')
    expect(waited).toEqual({
      code: 3,
      stdout: 'run/first Failed: Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 1\n',
      stderr: '',
    })
    expect(graph.stdout).toContain('t0 --> t1')
  })
})

/** Not started, running, not going to end by itself. */
const endless = async (folder: string, script?: string): Promise<string> => {
  const text = dag('slow', {
    a: { script: script ?? (await createGate()).script },
    b: { script: 'echo b', after: ['a'] },
  })
  return fileIn(folder, 'slow.json', text)
}

describe('a run that is stopped', () => {
  it('is cancelled by Ctrl-C in the terminal that hosts it, and exits with 5', async () => {
    const folder = emptyFolder()
    const run = start(folder, ['run', '-f', await endless(folder), '--logs'])
    await run.shows(/\[a\] begun/)
    run.process.kill('SIGINT')
    const { code, stdout, stderr } = await run.ended
    expect({ code, stderr }).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/cancelling slow-\w+; Ctrl-C again stops at once/),
    })
    expect(stdout).toMatch(/\[a\] asked to end\n/)
    expect(stdout).toMatch(/task +b +Cancelled/)
  })

  it('is given up by a second Ctrl-C, and goes on when somebody watches it', async () => {
    const folder = emptyFolder()
    const deaf = "trap '' TERM; echo begun; while true; do sleep 0.05; done"
    const run = start(folder, ['run', '-f', await endless(folder, deaf), '--logs', '--name', 'deaf'])
    await run.shows(/\[a\] begun/)
    run.process.kill('SIGINT')
    await run.shows(/task +a +Stopping/)
    // Within 150 ms of the first it counts as the same keystroke.
    await systemClock.wait(200)
    run.process.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    const watch = await millrace(folder, 'watch', 'deaf')
    expect(watch.code).toBe(5)
    expect(watch.stdout).toMatch(/run +deaf +Cancelled/)
  })

  it('goes on without its terminal when --timeout runs out, which exits with 7', async () => {
    const folder = emptyFolder()
    const { code, stderr } = await millrace(folder, 'run', '-f', await endless(folder), '--timeout', '2s')
    expect(code).toBe(7)
    expect(stderr).toMatch(/error: not ended within 2s; slow-\w+ goes on when a process hosts/)
    const cancelled = await millrace(folder, 'cancel', '@latest', '-y', '--reason', 'enough')
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringMatching(/run +slow-\w+ +Cancelled +\S+ enough/) })
  })
})
