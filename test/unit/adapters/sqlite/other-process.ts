import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export interface OtherProcess {
  /** The next line that it prints, as JSON. */
  line(): Promise<unknown>
  /** Lets it go on. */
  proceed: () => void
  kill: () => Promise<void>
  exited: Promise<unknown>
}

/** Starts `process-under-test.ts`; it is gone when the test has finished. */
export const startProcess = (...args: string[]): OtherProcess => {
  const script = fileURLToPath(new URL('process-under-test.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit').then(([code]) => code as unknown)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  return {
    line: async () => JSON.parse((await lines.next()).value ?? 'null'),
    proceed: () => void child.stdin.write('go\n'),
    kill,
    exited,
  }
}
