import { describe, expect, it } from 'vitest'
import { dag, emptyFolder, fileIn, millrace, type Running, start } from './millrace.ts'

/** As `head` does once it has seen enough. */
const stopReading = ({ process }: Running): void => void process.stdout!.destroy()

/** More than a pipe holds: the command is still writing when its reader leaves. */
const wordy = dag('wordy', {
  a: { script: 'for n in $(seq 20000); do echo line $n of a; done' },
  b: { script: 'for n in $(seq 20000); do echo line $n of b; done', after: ['a'] },
})

const endless = dag('endless', { a: { script: "trap 'exit 9' TERM; while true; do echo tick; sleep 0.05; done" } })

describe('a reader that leaves', () => {
  it('ends a command that only writes, without a word', async () => {
    const folder = emptyFolder()
    expect((await millrace(folder, 'run', fileIn(folder, 'wordy.json', wordy))).code).toBe(0)
    const logs = start(folder, ['logs', '@latest'])
    logs.process.stdout!.once('data', () => stopReading(logs))
    expect(await logs.ended).toMatchObject({ code: 0, stderr: '' })
    const version = start(folder, ['--version'])
    stopReading(version)
    expect(await version.ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('ends a command that waits for a run and hosts it, and the run goes on with the next host', async () => {
    const folder = emptyFolder()
    const file = fileIn(folder, 'endless.json', endless)
    const run = start(folder, ['run', '-f', file, '--name', 'ticking', '--logs'])
    await run.shows(/\[a\] tick/)
    stopReading(run)
    const { code, stderr } = await run.ended
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringMatching(/^note: images .*\n$/) })
    const watch = start(folder, ['watch', 'ticking', '--logs'])
    await watch.shows(/\[a\] tick/)
    expect((await millrace(folder, 'cancel', 'ticking', '-y')).code).toBe(0)
    expect((await watch.ended).code).toBe(5)
  })

  it('ends a command that looks on, and the run that another process hosts goes on', async () => {
    const folder = emptyFolder()
    const run = start(folder, ['run', '-f', fileIn(folder, 'endless.json', endless), '--name', 'ticking', '--logs'])
    await run.shows(/\[a\] tick/)
    const logs = start(folder, ['logs', 'ticking', '-f'])
    await logs.shows(/\[a\] tick/)
    stopReading(logs)
    expect(await logs.ended).toMatchObject({ code: 130, stderr: '' })
    expect((await millrace(folder, 'cancel', 'ticking', '-y')).code).toBe(0)
    expect((await run.ended).code).toBe(5)
  })
})
