import { systemClock } from '../../adapters/system/system-clock.ts'
import type { RunId } from '../../core/message.ts'
import type { Store } from '../../local/store.ts'
import type { Cli } from '../cli.ts'
import { hasHeir } from './heir.ts'
import { isQuiet, otherOpenRuns } from './open-runs.ts'

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
  for (let isTold = false; !signal.aborted; isTold = true) {
    const others = await otherOpenRuns(store, own)
    if (others.length === 0) return
    if ((await hasHeir(store)) && (await isQuiet(store, others))) return
    if (!isTold) {
      const names = others.slice(0, shownNames).map(({ name }) => name)
      const rest = others.length > shownNames ? ` and ${others.length - shownNames} more` : ''
      const [what, them] = others.length === 1 ? ['run is', 'it'] : ['runs are', 'them']
      terminal.err(
        `${others.length} other ${what} still open (${names.join(', ')}${rest}); hosting ${them} until done, Ctrl-C leaves ${them}`,
      )
    }
    await systemClock.wait(lookEvery, signal)
  }
}
