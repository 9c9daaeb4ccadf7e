import { systemClock } from '../../adapters/system/system-clock.ts'
import { createFsck, type Found, type FsckReport } from '../../app/fsck/fsck.ts'
import { isError } from '../../core/error.ts'
import type { RunId } from '../../core/message.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import type { Cli } from '../cli.ts'
import { count } from '../diagnostics/report.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { FsckInvocation } from '../grammar/invocation.ts'
import { hostLog } from '../host/host-log.ts'
import { openExistingPlace } from '../place/open-place.ts'
import type { Place } from '../place/place.ts'
import { findingTable } from '../show/finding-table.ts'

/** `millrace fsck`: what is not as it should be, in the store and in its cluster. Answers 1 when some of it remains. */
export const fsck = async (cli: Cli, { repair, output }: FsckInvocation): Promise<ExitCode> => {
  const place = await openExistingPlace(cli)
  const report = place ? await look(cli, place, repair) : { runs: 0, found: [] }
  if (output === 'json') cli.terminal.out(JSON.stringify(asJson(report), undefined, 2))
  else await show(cli, place, report)
  return remaining(report).length > 0 ? exitCodes.failed : exitCodes.ok
}

/** A repair by its name: what it would write is in the store already, or follows from it. */
const asJson = ({ runs, found }: FsckReport) => ({
  runs,
  findings: found.map(({ repair, ...finding }) => ({ ...finding, repair: repair?.type })),
})

const look = async (cli: Cli, place: Place, repair: boolean): Promise<FsckReport> => {
  const { store, inventory } = place
  const { deps, others, leave } = await place.openFsck({ repair, log: hostLog(cli.terminal, cli) })
  if (others !== undefined) sayOthers(cli, others, deps.seen !== undefined)
  try {
    return await createFsck({ ...store, inventory, clock: systemClock, ...deps })({ repair })
  } finally {
    await leave()
  }
}

const sayOthers = ({ terminal }: Cli, others: string, isReached: boolean): void => {
  const note = terminal.paintErr('yellow', 'note')
  terminal.err(`${note}: ${others}; what changes meanwhile is looked at twice, and never overwritten`)
  if (!isReached) terminal.err(`${note}: the cluster cannot be reached, so only the store is looked at`)
}

const remaining = ({ found }: FsckReport): Found[] => found.filter(({ repaired }) => repaired !== true)

const show = async (cli: Cli, place: Place | undefined, report: FsckReport): Promise<void> => {
  const { terminal } = cli
  if (place && report.found.length > 0) {
    const names = await namesOf(place.store.headers, report.found)
    const nameOf = (runId: string): string => names.get(runId) ?? runId
    for (const line of findingTable(report.found, { paint: terminal.paint, nameOf })) terminal.out(line)
    terminal.err('')
  }
  terminal.err(summary(cli, report))
}

/** A run whose header is what is wrong goes by its id. */
const namesOf = async (headers: RunHeaders, found: readonly Found[]): Promise<Map<string, string>> => {
  const names = new Map<string, string>()
  for (const runId of new Set(found.flatMap((one): RunId[] => (one.runId === undefined ? [] : [one.runId])))) {
    try {
      const header = await headers.get(runId)
      if (header) names.set(runId, header.name)
    } catch (error) {
      if (!isError(error, 'CorruptState')) throw error
    }
  }
  return names
}

const summary = ({ terminal, command }: Cli, report: FsckReport): string => {
  const { icons, paintErr } = terminal
  const { runs, found } = report
  const left = remaining(report)
  const icon = left.length > 0 ? paintErr('red', icons.phase.Failed) : paintErr('green', icons.phase.Succeeded)
  const what = `${icon} ${count(found.length, 'finding')} in ${count(runs, 'run')}`
  const repaired = found.length - left.length
  const open = left.filter(({ repair, repaired: tried }) => repair && tried === undefined).length
  if (repaired > 0) return `${what}: ${repaired} repaired, ${left.length} left`
  return open > 0 ? `${what}; ${open} can be repaired: ${command('fsck --repair')}` : what
}
