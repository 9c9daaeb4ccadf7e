import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { scriptPath } from '../../../../lib/core/plan-script.ts'
import { scriptCommand } from '../../../../lib/dialects/kontroler/script-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'script-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs what a container would, with the script where the pod builder projects it. */
const run = (script: string) => {
  const file = join(folder, 'script')
  writeFileSync(file, script)
  chmodSync(file, 0o755)
  const [command, ...args] = scriptCommand('task', script).map((word) => (word === scriptPath('task') ? file : word))
  const { status, stdout } = spawnSync(command!, args, { encoding: 'utf8' })
  return { status, stdout }
}

describe('the command of a script', () => {
  it.each(['echo', '#!/bin/sh\necho', '#! /bin/sh\necho', '#!/usr/bin/env sh\necho', '# no shebang\n#!/bin/bash'])(
    '%j is run by sh',
    (script) => {
      expect(scriptCommand('build', script)).toEqual(['/bin/sh', '/millrace/scripts/build'])
    },
  )

  it.each([
    ['#!/bin/bash', '/bin/bash'],
    ['#!/bin/sh -e', '/bin/sh'],
    ['#!/usr/bin/env python3', 'python3'],
    ['#!/usr/bin/env -S python3 -u', 'python3'],
    ['#!/usr/bin/env -S A=b node --x', 'node'],
    ['#!/usr/bin/env', '/usr/bin/env'],
  ])('%j looks for %s first', (script, interpreter) => {
    expect(scriptCommand('build', script).slice(3)).toEqual(['/millrace/scripts/build', interpreter])
  })

  it('uses the interpreter that the script names', () => {
    expect(run('#!/usr/bin/env bash\n[ -n "$BASH_VERSION" ] && echo bash $0')).toEqual({
      status: 0,
      stdout: `bash ${join(folder, 'script')}\n`,
    })
    expect(run('#!/bin/sh -e\nfalse\necho no')).toEqual({ status: 1, stdout: '' })
    expect(run('#!/bin/cat\nhello\n').stdout).toBe('#!/bin/cat\nhello\n')
  })

  it.each(['#!/no/such/python', '#!/usr/bin/env no-such-python'])('falls back to sh when there is no %s', (shebang) => {
    expect(run(`${shebang}\necho from sh; exit 7`)).toEqual({ status: 7, stdout: 'from sh\n' })
  })
})
