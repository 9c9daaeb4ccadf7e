import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { type Command, go, isUnderWay, launchCommand, onlyIn } from './launch-command.ts'
import { handlesSignal, mainProcess } from './main-process.ts'
import type { Enclosure, Sandbox } from './sandbox/sandbox.ts'

export interface ContainerProcess {
  /** Resolves to nothing when the command runs, else to why it does not. */
  readonly started: Promise<string | undefined>
  /** The exit code, 128 + n after signal n; resolves when nothing of the container is left. */
  readonly ended: Promise<number>
  /** SIGTERM to the command, as its default action where it has no other. */
  readonly terminate: () => void
  /** SIGKILL to everything in the container. */
  readonly kill: () => void
  /** Runs another program beside the command. Undefined: it took longer than `timeoutMs`, and was killed. */
  execute(argv: readonly string[], timeoutMs: number): Promise<{ exitCode: number; output: string } | undefined>
}

/** For the programs that set the container up; the command gets its own. */
const setUpEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

const { SIGTERM: sigterm, SIGKILL: sigkill } = constants.signals

/**
 * Starts a command in a sandbox. Both of its output streams are appended to `logFile` by itself: nothing is lost with us.
 * It leads a session of its own, so that a Ctrl-C in the terminal reaches us alone.
 */
export const startProcess = (
  sandbox: Sandbox,
  { enclosure, command, logFile }: { enclosure: Enclosure; command: Command; logFile: string },
): ContainerProcess => {
  const [program, ...args] = sandbox.enclose(enclosure, launchCommand(command))
  const log = openSync(logFile, 'a')
  const options = { cwd: '/', env: setUpEnvironment, detached: true }
  const child = spawn(program!, args, { ...options, stdio: ['pipe', log, 'pipe', log] })
  closeSync(log)
  const { started, closed } = follow(child, sandbox)
  const control = sandbox.weakness === undefined ? controlEnclosed(child) : controlPlain(child)
  return {
    started,
    ended: closed.then(control.exitCode),
    terminate: control.terminate,
    kill: control.kill,
    execute: (argv, timeoutMs) => {
      const beside = onlyIn(command.environment, argv)
      return run(sandbox.enter(mainProcess(child.pid) ?? 0, enclosure.identity, beside), timeoutMs)
    },
  }
}

interface Control {
  terminate: () => void
  kill: () => void
  /** What to report when the sandbox ended with this. */
  exitCode: (reported: number) => number
}

/**
 * The command is PID 1, as in a real container. The kernel drops a signal that PID 1 does not handle, so that a plain
 * `sleep` would hold up every stop for its whole grace period; where the command leaves SIGTERM to its default action,
 * that action is carried out from outside.
 */
const controlEnclosed = (child: ChildProcess): Control => {
  let byDefaultAction = false
  const kill = (): void => signal(mainProcess(child.pid) ?? child.pid, 'SIGKILL')
  return {
    kill,
    terminate: () => {
      const pid = mainProcess(child.pid)
      if (pid !== undefined && handlesSignal(pid, sigterm)) return signal(pid, 'SIGTERM')
      byDefaultAction = true
      kill()
    },
    exitCode: (reported) => (byDefaultAction && reported === 128 + sigkill ? 128 + sigterm : reported),
  }
}

/** The command leads a process group; without a PID namespace, that is how what it leaves behind is found. */
const controlPlain = (child: ChildProcess): Control => {
  const kill = (): void => signal(child.pid === undefined ? undefined : -child.pid, 'SIGKILL')
  return {
    kill,
    terminate: () => signal(child.pid, 'SIGTERM'),
    exitCode: (reported) => {
      kill()
      return reported
    },
  }
}

const follow = (
  child: ChildProcess,
  sandbox: Sandbox,
): { started: Promise<string | undefined>; closed: Promise<number> } => {
  let words = ''
  const started = Promise.withResolvers<string | undefined>()
  const closed = Promise.withResolvers<number>()
  // It may be gone before it is told.
  child.stdin?.on('error', () => undefined)
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk.toString()
    if (!isUnderWay(words)) return
    child.stdin?.end(go)
    started.resolve(undefined)
  })
  child.once('error', (error) => {
    started.resolve(error.message)
    closed.resolve(128)
  })
  child.once('close', (code, name) => {
    started.resolve(words.trim() || `ended while it was set up: ${code ?? name}`)
    const killed = code !== null && sandbox.wasKilled?.(code, words)
    closed.resolve(killed ? 128 + sigkill : (code ?? 128 + (name ? constants.signals[name] : 0)))
  })
  return { started: started.promise, closed: closed.promise }
}

const run = ([program, ...args]: string[], timeoutMs: number): ReturnType<ContainerProcess['execute']> =>
  new Promise((resolve) => {
    const child = spawn(program!, args, { env: setUpEnvironment, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let output = ''
    const add = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(0, maxOutput))
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    const timer = setTimeout(() => {
      resolve(undefined)
      signal(child.pid === undefined ? undefined : -child.pid, 'SIGKILL')
    }, timeoutMs)
    child.once('error', (error) => resolve({ exitCode: 128, output: error.message }))
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ exitCode: code ?? 128, output })
    })
  })

/** Of a probe, characters. */
const maxOutput = 10_000

const signal = (pid: number | undefined, name: NodeJS.Signals): void => {
  if (pid === undefined) return
  try {
    process.kill(pid, name)
  } catch {
    // It has gone already.
  }
}
