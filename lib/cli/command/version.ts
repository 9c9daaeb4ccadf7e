import { readFile } from 'node:fs/promises'
import type { Cli } from '../cli.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'

/** The package is two folders up from the sources, and one from the build. */
const places = ['../../../package.json', '../package.json']

/** `millrace version`: of Millrace, and of what it runs on. */
export const version = async ({ terminal }: Cli): Promise<ExitCode> => {
  for (const place of places) {
    const text = await readFile(new URL(place, import.meta.url), 'utf8').catch(() => undefined)
    const found = text === undefined ? undefined : (JSON.parse(text) as { name?: string; version?: string })
    if (found?.name !== 'millrace') continue
    terminal.out(`millrace ${found.version} (node ${process.versions.node}, ${process.platform}-${process.arch})`)
    return exitCodes.ok
  }
  return exitCodes.failed
}
