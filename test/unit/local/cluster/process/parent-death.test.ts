import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { processesWith } from './processes-with.ts'
import { testSandboxes, until } from './test-node.ts'

/** Starts a kubelet in a process of its own. `said` is what it has printed so far. */
const startDoomed = (sandbox: string, marker: string, pods: number): { child: ChildProcess; said: () => string } => {
  const file = new URL('doomed-kubelet.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, sandbox, marker, `${pods}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return { child, said: () => text }
}

const cleanUp = (said: string): void => {
  const folder = /^folder (.+)$/m.exec(said)?.[1]
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
}

describe.each(testSandboxes().map(({ name }, i) => ({ name, i })))('when we are killed ($name)', ({ name, i }) => {
  it('nothing that runs in a sandbox survives, nor the sandbox itself', async () => {
    const marker = `36${process.pid}.${i}1`
    const { child, said } = startDoomed(name, marker, 3)
    await until(() => said().includes('running'), 'the pods run', 15_000)
    // Two sleeps and a shell in one container of each pod, one sleep in the other.
    expect(processesWith(marker).length).toBeGreaterThanOrEqual(3 * 4)
    child.kill('SIGKILL')
    await until(() => processesWith(marker).length === 0, 'no process is left')
    cleanUp(said())
  })

  it('nothing survives that was just being set up', async () => {
    const marker = `36${process.pid}.${i}2`
    const { child, said } = startDoomed(name, marker, 30)
    await until(
      () => processesWith(marker).filter((pid) => Number(pid) !== child.pid).length >= 10,
      'some are there',
      15_000,
    )
    child.kill('SIGKILL')
    await until(() => processesWith(marker).length === 0, 'no process is left')
    cleanUp(said())
  })
})
