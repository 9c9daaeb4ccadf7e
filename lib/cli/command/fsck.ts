import { createSqliteRunInventory } from '../../adapters/sqlite/sqlite-run-inventory.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { createFsck, type Found, type FsckReport } from '../../app/fsck/fsck.ts'
import { isError } from '../../core/error.ts'
import type { RunId } from '../../core/message.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import type { Cli } from '../cli.ts'
import { count } from '../diagnostics/report.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { FsckInvocation } from '../grammar/invocation.ts'
import { openFsckPlace } from '../host/fsck-place.ts'
import { hostLog } from '../host/host-log.ts'
import { openExisting, type Session } from '../host/session.ts'
import { findingTable } from '../show/finding-table.ts'

/** `millrace fsck`: what is not as it should be, in the folder and in its cluster. Answers 1 when some of it remains. */
export const fsck = async (cli: Cli, { repair, output }: FsckInvocation): Promise<ExitCode> => {
  const session = openExisting(cli.data)
  const report = session ? await look(cli, session, repair) : { runs: 0, found: [] }
  if (output === 'json') cli.terminal.out(JSON.stringify(asJson(report), undefined, 2))
  else await show(cli, session, report)
  return remaining(report).length > 0 ? exitCodes.failed : exitCodes.ok
}

/** A repair by its name: what it would write is in the store already, or follows from it. */
const asJson = ({ runs, found }: FsckReport) => ({
  runs,
  findings: found.map(({ repair, ...finding }) => ({ ...finding, repair: repair?.type })),
})

const look = async (cli: Cli, session: Session, repair: boolean): Promise<FsckReport> => {
  const { store } = session
  const place = await openFsckPlace(session, { repair, log: hostLog(cli.terminal, cli) })
  if (place.hosted) sayHosted(cli, place.deps.seen !== undefined)
  try {
    const inventory = createSqliteRunInventory(store.database)
    return await createFsck({ ...store, inventory, clock: systemClock, ...place.deps })({ repair })
  } finally {
    await place.leave()
  }
}

const sayHosted = ({ terminal }: Cli, isReached: boolean): void => {
  const note = terminal.paintErr('yellow', 'note')
  terminal.err(
    `${note}: a process hosts this folder; what it changes meanwhile is looked at twice, and never overwritten`,
  )
  if (!isReached) terminal.err(`${note}: its cluster is not there yet, so only the store is looked at`)
}

const remaining = ({ found }: FsckReport): Found[] => found.filter(({ repaired }) => repaired !== true)

const show = async (cli: Cli, session: Session | undefined, report: FsckReport): Promise<void> => {
  const { terminal } = cli
  if (session && report.found.length > 0) {
    const names = await namesOf(session.store.headers, report.found)
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
