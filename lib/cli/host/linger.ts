import { systemClock } from '../../adapters/system/system-clock.ts'
import type { RunId } from '../../core/message.ts'
import type { Store } from '../../local/store.ts'
import type { Cli } from '../cli.ts'
import { hasHeir } from './heir.ts'
import { isQuiet, otherOpenRuns, unfinished } from './open-runs.ts'

/** Milliseconds between two looks. */
const lookEvery = 300
const shownNames = 3

/**
 * Stays for the runs of others: until they are closed, or until another process stands by and none of their containers
 * runs, so that handing over costs nothing.
 */
export const linger = async (
  { terminal }: Pick<Cli, 'terminal'>,
  { store, own, signal }: { store: Store; own: ReadonlySet<RunId>; signal: AbortSignal },
): Promise<void> => {
  for (let isTold = false; !signal.aborted; ) {
    const others = await otherOpenRuns(store, own)
    if (others.length === 0) return
    if ((await hasHeir(store)) && (await isQuiet(store, others))) return
    const names = unfinished(others)
    if (!isTold && names.length > 0) terminal.err(notice(names))
    isTold ||= names.length > 0
    await systemClock.wait(lookEvery, signal)
  }
}

const notice = (names: readonly string[]): string => {
  const rest = names.length > shownNames ? ` and ${names.length - shownNames} more` : ''
  const [what, them] = names.length === 1 ? ['run is', 'it'] : ['runs are', 'them']
  const shown = names.slice(0, shownNames).join(', ')
  return `${names.length} other ${what} still open (${shown}${rest}); hosting ${them} until done, Ctrl-C leaves ${them}`
}
