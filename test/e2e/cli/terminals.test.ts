import { describe, expect, it } from 'vitest'
import { createGate, dag, emptyFolder, fileIn, millrace, start } from './millrace.ts'

/** A DAG whose first task waits for its gate. */
const gated = async (folder: string, name: string) => {
  const gate = await createGate()
  const text = dag(name, { a: { script: gate.script }, b: { script: 'echo b', after: ['a'] } })
  return { file: fileIn(folder, `${name}.json`, text), open: () => gate.open() }
}

describe('terminals that share a data folder', () => {
  it('use what `dev` hosts: runs, pods, logs as they come', async () => {
    const folder = emptyFolder()
    const dev = start(folder, ['dev'])
    await dev.shows(/ready in \d+ ms[^]*KUBECONFIG=.*data\/kubeconfig[^]*millrace run -f FILE/)
    const { file, open } = await gated(folder, 'slow')
    const run = start(folder, ['run', '-f', file, '--logs'])
    await run.shows(/\[a\] begun/)
    expect(run.text()).not.toContain('images are not pulled')
    const pods = await millrace(folder, 'get', 'pods')
    expect(pods.stdout).toMatch(/^NAME +STATUS +TASK +ATTEMPT +AGE\na-\S+ +Running +a +1 /)
    const follow = start(folder, ['logs', '@latest', 'a', '-f'])
    await follow.shows(/begun/)
    await open()
    expect((await follow.ended).stdout).toBe('begun\ndone\n')
    expect(await run.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/\[b\] b\n/) })
    dev.process.kill('SIGTERM')
    expect(await dev.ended).toMatchObject({ code: 0, stderr: 'stopping\n' })
    expect(await millrace(folder, 'get', 'pods')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no process hosts/),
    })
  })

  it('cancel what runs in another one', async () => {
    const folder = emptyFolder()
    const { file } = await gated(folder, 'slow')
    const run = start(folder, ['run', '-f', file, '--logs'])
    await run.shows(/\[a\] begun/)
    expect(await millrace(folder, 'cancel', '@latest:slow', '-y')).toMatchObject({ code: 0 })
    expect((await run.ended).code).toBe(5)
  })

  it('detach with Ctrl-C from a run that another process hosts, and come back to it', async () => {
    const folder = emptyFolder()
    const dev = start(folder, ['dev'])
    await dev.shows(/ready/)
    const { file, open } = await gated(folder, 'slow')
    const run = start(folder, ['run', '-f', file, '--name', 'slow-1', '--logs'])
    await run.shows(/\[a\] begun/)
    run.process.kill('SIGINT')
    expect(await run.ended).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/still running; millrace cancel slow-1 stops it, millrace watch slow-1 comes back/),
    })
    await open()
    expect(await millrace(folder, 'watch', 'slow-1')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/task +b +Succeeded/),
    })
  })

  it('take over from a host that was killed', async () => {
    const folder = emptyFolder()
    const { file, open } = await gated(folder, 'slow')
    const host = start(folder, ['run', '-f', file, '--name', 'first', '--logs'])
    await host.shows(/\[a\] begun/)
    const heir = start(folder, ['run', '-f', file, '--name', 'second', '--logs'])
    await heir.shows(/\[a\] begun/)
    host.process.kill('SIGKILL')
    await heir.shows(/this one takes over/)
    await open()
    expect(await heir.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/run +second +Succeeded/) })
    expect(await millrace(folder, 'wait', 'first')).toMatchObject({
      code: 0,
      stdout: 'run/first Succeeded: Tasks Completed: 2 (Failed: 0, Cancelled 0), Skipped: 0\n',
    })
  })

  it('keep hosting the runs of others until they are over', async () => {
    const folder = emptyFolder()
    const [quick, slow] = [await gated(folder, 'quick'), await gated(folder, 'slow')]
    const host = start(folder, ['run', '-f', quick.file, '--logs'])
    await host.shows(/\[a\] begun/)
    const other = start(folder, ['run', '-f', slow.file, '--name', 'other', '--logs'])
    await other.shows(/\[a\] begun/)
    await quick.open()
    await host.shows(/1 other run is still open \(other\); hosting it until done/)
    expect(host.process.exitCode).toBeNull()
    await slow.open()
    expect((await host.ended).code).toBe(0)
    expect(await other.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/\[b\] b\n/) })
  })
})
