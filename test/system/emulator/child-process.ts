import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A process that ends with this one, however this one ends: one that is stopped would otherwise stay for ever. */
const leash = '/usr/bin/setpriv'
const leashed = existsSync(leash) ? [leash, '--pdeathsig', 'KILL'] : []

export const spawnLeashed = (command: readonly string[], env: NodeJS.ProcessEnv): ChildProcess => {
  const [program = '', ...rest] = [...leashed, ...command]
  return spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Resolves when the process is gone; at once when it already is. */
export const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/** Kills the process and waits until it is gone. */
export const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL')
  await exited(child)
}

/** The first line of either output that the pattern fits. Rejects with all that was said when the process ends before. */
export const lineOf = (child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> =>
  new Promise((resolve, reject) => {
    const said: string[] = []
    for (const output of [child.stdout, child.stderr])
      if (output)
        createInterface({ input: output }).on('line', (line) => {
          said.push(line)
          const found = pattern.exec(line)
          if (found) resolve(found)
        })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`the process has ended: ${said.join('\n')}`)))
  })
