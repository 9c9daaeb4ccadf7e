import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../../../../ports/log.ts'
import { startProcess } from '../container-process.ts'
import { defaultPath } from '../environment/container-environment.ts'
import { createRoot } from './create-root.ts'
import { findTool } from './find-tool.ts'
import { plain } from './plain.ts'
import type { Sandbox } from './sandbox.ts'
import { type Candidate, sandboxes } from './sandboxes.ts'
import { systemFolders } from './system-folders.ts'

const remedy =
  'Install bubblewrap (apt-get install bubblewrap, dnf install bubblewrap), allow unprivileged user namespaces ' +
  '(on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0), or run in a Linux virtual machine or container.'

/**
 * The first candidate that really runs a command on this machine: whether it may make namespaces is only known by trying.
 * When none does, containers become plain processes, and the log says so.
 */
export const chooseSandbox = async (
  folder: string,
  { log, candidates = sandboxes() }: { log?: Log; candidates?: readonly Candidate[] },
): Promise<Sandbox> => {
  const reasons: string[] = []
  for (const candidate of candidates) {
    const reason =
      'missing' in candidate ? `${candidate.missing.join(', ')} not found` : await tryOut(candidate, folder)
    if (reason === undefined) return candidate as Sandbox
    reasons.push(`${candidate.name}: ${reason}`)
  }
  const weakness = `This machine offers no sandbox (${reasons.join('; ')}). ${remedy}`
  log?.warn('containers run without a sandbox', { weakness })
  return plain(weakness, findTool('setpriv'))
}

/** Undefined when it works. */
const tryOut = async (sandbox: Sandbox, folder: string): Promise<string | undefined> => {
  mkdirSync(folder, { recursive: true })
  const trial = mkdtempSync(join(folder, 'trial-'))
  try {
    const root = join(trial, 'root')
    const mounts = createRoot(root, systemFolders()).mounts()
    const process = startProcess(sandbox, {
      enclosure: {
        folder: trial,
        root,
        mounts,
        hostname: 'trial',
        identity: { groups: [] },
      },
      command: { argv: ['true'], environment: new Map([['PATH', defaultPath]]), workingDir: '/' },
      logFile: join(trial, 'log'),
    })
    const problem = await process.started
    const exitCode = await process.ended
    return problem ?? (exitCode === 0 ? undefined : `exit code ${exitCode}`)
  } catch (error) {
    return (error as Error).message
  } finally {
    rmSync(trial, { recursive: true, force: true })
  }
}
