import { hasEnded } from '../../core/run.ts'
import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { requestCancel } from '../follow/request-cancel.ts'
import { waitForRuns } from '../follow/wait-for-runs.ts'
import type { CancelInvocation } from '../grammar/invocation.ts'
import { ask } from '../terminal/ask.ts'
import { createStops } from '../terminal/interrupts.ts'
import { attendRuns, findRuns } from './watch.ts'

/** `millrace cancel`: asks for it; where nobody moves the runs, this process sees it through. */
export const cancel = async (cli: Cli, { refs, yes, reason }: CancelInvocation): Promise<ExitCode> => {
  const { terminal } = cli
  const { place, runs } = await findRuns(cli, refs)
  const over = runs.find(({ phase }) => hasEnded(phase))
  if (over) throw new CommandError(`run ${over.name} has already ended: ${over.phase}`)
  const names = runs.map(({ name }) => name).join(', ')
  if (!yes && terminal.canAsk && !(await ask(`cancel ${names}?`))) return exitCodes.failed
  for (const { runId } of runs) await requestCancel(place, runId, { reason })
  terminal.out(`cancelling ${names}: nothing new starts, what runs is stopped`)
  if (await place.isHosted()) return exitCodes.ok
  const stops = createStops()
  const attendance = await attendRuns(cli, place, runs)
  try {
    const { out } = terminal
    const options = { progress: 'plain', logs: false, print: out, own: false, quiet: true } as const
    const { exitCode } = await waitForRuns(cli, { place, attendance, stops, runs, ...options })
    return exitCode === exitCodes.interrupted ? exitCode : exitCodes.ok
  } finally {
    await attendance.leave()
    stops.close()
  }
}
