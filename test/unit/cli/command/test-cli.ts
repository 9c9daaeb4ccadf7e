import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Cli } from '../../../../lib/cli/cli.ts'
import { asciiIcons } from '../../../../lib/cli/terminal/icons.ts'
import { plainPaint } from '../../../../lib/cli/terminal/paint.ts'

/** A folder for one test. */
export const testFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-command-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface TestCli {
  cli: Cli
  /** What was written since the last look. */
  out: () => string
  err: () => string
}

/** A command's surroundings, on a data folder that is not there yet, and with nobody to ask. */
export const createTestCli = (given: Partial<Cli> = {}): TestCli => {
  const written = { out: '', err: '' }
  const taken = (stream: keyof typeof written) => () => {
    const text = written[stream]
    written[stream] = ''
    return text
  }
  const to =
    (stream: keyof typeof written, end = '\n') =>
    (text: string) => {
      written[stream] += text + end
    }
  const cli: Cli = {
    terminal: {
      out: to('out'),
      err: to('err'),
      write: to('out', ''),
      paint: plainPaint,
      paintErr: plainPaint,
      icons: asciiIcons,
      ascii: true,
      interactive: false,
      canAsk: false,
      columns: () => 100,
      rows: () => 24,
    },
    debug: false,
    context: { type: 'local' },
    data: join(testFolder(), 'data'),
    namespace: 'default',
    namespaceGiven: false,
    command: (rest) => `millrace ${rest}`,
    ...given,
  }
  return { cli, out: taken('out'), err: taken('err') }
}
