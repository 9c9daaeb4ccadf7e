import type { Cli } from '../cli.ts'
import { usageError } from '../command-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { attend } from '../host/attend.ts'
import { processNote } from '../host/attend-folder.ts'
import { hostLog } from '../host/host-log.ts'
import { otherOpenRuns, unfinished } from '../host/open-runs.ts'
import { openSession } from '../host/session.ts'
import { fieldLines } from '../show/fields.ts'
import { createStops } from '../terminal/interrupts.ts'

/** `millrace dev`: hosts the data folder until it is stopped. Any number of terminals may use it meanwhile. */
export const dev = async (cli: Cli): Promise<ExitCode> => {
  const { terminal, data, command, context } = cli
  if (context.type === 'stage')
    throw usageError(`dev hosts a data folder, and ${context.name} is a stage that hosts itself`, 'use: -c local')
  const began = performance.now()
  const session = openSession(data)
  const stopped = Promise.withResolvers<void>()
  const stops = createStops()
  stops.listen(() => stopped.resolve())
  const onHost = (): void => {
    const ready = `millrace dev  ready in ${Math.round(performance.now() - began)} ms`
    const fields = fieldLines([
      ['folder', session.folder.path],
      ['cluster', `export KUBECONFIG=${session.folder.kubeconfig}`],
      ['note', processNote],
      ['try', command('run -f FILE')],
    ])
    terminal.out([terminal.paint('bold', ready), ...fields.map((line) => `  ${line}`)].join('\n'))
  }
  const attendance = await attend(session, { log: hostLog(terminal, cli), onHost })
  if (!attendance.isHost())
    terminal.out(`another process hosts ${data}; this one takes over when it leaves (Ctrl-C ends it)`)
  const open = unfinished(await otherOpenRuns(session.store, new Set()))
  if (open.length > 0) terminal.out(`  unfinished runs go on: ${open.join(', ')}`)
  await stopped.promise
  terminal.err('stopping')
  await attendance.leave()
  stops.close()
  const left = unfinished(await otherOpenRuns(session.store, new Set()))
  if (left.length > 0) terminal.err(`${left.join(', ')} will go on when a process hosts the folder again`)
  return exitCodes.ok
}
