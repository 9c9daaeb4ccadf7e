import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

const bin = new URL('../../../bin/millrace.mjs', import.meta.url).pathname

export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running {
  process: ChildProcess
  /** What it has written on both streams so far. */
  text(): string
  /** Resolves when its output matches; rejects when it ends before. */
  shows(pattern: RegExp): Promise<void>
  /** Resolves when it has ended and all of its output has been read. */
  ended: Promise<Finished>
}

const folders: string[] = []
const started: ChildProcess[] = []
const gates: Server[] = []

afterEach(async () => {
  for (const process of started.splice(0)) {
    if (process.exitCode !== null || process.signalCode !== null) continue
    process.kill('SIGKILL')
    await new Promise((resolve) => process.once('exit', resolve))
  }
  for (const gate of gates.splice(0)) await new Promise((resolve) => gate.close(resolve))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** A folder for the data of one test, and for its files. */
export const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'))
  folders.push(folder)
  return folder
}

export const fileIn = (folder: string, name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** Starts the command in a terminal of its own, on the data in `folder/data`. */
export const start = (
  folder: string,
  args: readonly string[],
  options: { node?: string; stdin?: string; script?: string; env?: Readonly<Record<string, string>> } = {},
): Running => {
  const { MILLRACE_DATA: _, MILLRACE_CONTEXT: _context, CI: _ci, FORCE_COLOR: _force, ...environment } = process.env
  const child = spawn(options.node ?? process.execPath, [options.script ?? bin, ...args], {
    cwd: folder,
    env: {
      ...environment,
      MILLRACE_DATA: join(folder, 'data'),
      MILLRACE_HORIZON: '300',
      NO_COLOR: '1',
      LANG: 'C.UTF-8',
      // Contexts of whoever runs the tests are none of theirs.
      MILLRACE_CONFIG: join(folder, 'config.yaml'),
      ...options.env,
    },
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  started.push(child)
  child.stdin?.end(options.stdin)
  let stdout = ''
  let stderr = ''
  let look = (): void => {}
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    look()
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    look()
  })
  const ended = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    process: child,
    text: () => stdout + stderr,
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => void (pattern.test(stdout + stderr) && resolve())
        look()
        void ended.then(() => reject(new Error(`ended without showing ${pattern}:\n${stdout}\n${stderr}`)))
      }),
    ended,
  }
}

/** The same for another script than the one that is installed. */
export const runScript = (folder: string, script: string, args: readonly string[]): Promise<Finished> =>
  start(folder, args, { script }).ended

export const millrace = (folder: string, ...args: string[]): Promise<Finished> => start(folder, args).ended

/** The DAG that a test needs, by what its tasks run. */
export const dag = (
  name: string,
  tasks: Record<string, { script: string; after?: string[]; limit?: number }>,
): string =>
  JSON.stringify({
    apiVersion: 'kontroler.greedykomodo/v1alpha1',
    kind: 'DAG',
    metadata: { name },
    spec: {
      task: Object.entries(tasks).map(([task, { script, after, limit }]) => ({
        name: task,
        image: 'busybox',
        script,
        ...(after && { runAfter: after }),
        ...(limit !== undefined && { backoff: { limit } }),
      })),
    },
  })

/** Something that a container waits for. Containers see the machine's network, and none of its files. */
export interface Gate {
  /** Says that it has begun, waits for the gate, and ends at once when it is asked to. */
  script: string
  open(): Promise<void>
}

/** A port that nobody listens on until the gate is opened. */
export const createGate = async (): Promise<Gate> => {
  const listen = async (port: number): Promise<Server> => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return server
  }
  const probe = await listen(0)
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const script = `#!/bin/bash
trap 'echo asked to end; exit 9' TERM
echo begun
until (exec 3<>/dev/tcp/127.0.0.1/${port}) 2> /dev/null; do sleep 0.05; done
echo done`
  return { script, open: async () => void gates.push(await listen(port)) }
}
