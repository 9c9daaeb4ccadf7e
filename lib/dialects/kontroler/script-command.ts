import { scriptPath } from '../../core/plan-script.ts'

const shebang = /^#![ \t]*(\S+)[ \t]*([^\r\n]*)/
const plainShell = new Set(['/bin/sh', '/usr/bin/env sh'])

/** Runs "$0" by its own shebang when the interpreter "$1" is there, else by sh. */
const byPath = 'if [ -x "$1" ]; then exec "$0"; fi; exec /bin/sh "$0"'
const byName = 'if command -v "$1" >/dev/null && [ -x /usr/bin/env ]; then exec "$0"; fi; exec /bin/sh "$0"'

/**
 * How a container runs its projected script. Kontroler runs every script with /bin/sh; here the interpreter that the
 * script names is used where the image has it.
 */
export const scriptCommand = (containerName: string, script: string): string[] => {
  const path = scriptPath(containerName)
  const [, interpreter, rest = ''] = shebang.exec(script) ?? []
  if (interpreter === undefined || plainShell.has(`${interpreter} ${rest}`.trim())) return ['/bin/sh', path]
  const program = interpreter === '/usr/bin/env' ? programOf(rest) : undefined
  if (program === undefined) return ['/bin/sh', '-c', byPath, path, interpreter]
  return ['/bin/sh', '-c', byName, path, program]
}

/** What `env` would run: its options and assignments come before. */
const programOf = (argument: string): string | undefined =>
  argument.split(/[ \t]+/).find((word) => word !== '' && !word.startsWith('-') && !word.includes('='))
