import { runLogTopic } from '../../adapters/sqlite/sqlite-run-log.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import type { Entry } from '../../core/event.ts'
import type { RunId } from '../../core/message.ts'
import type { Store } from '../../local/store.ts'

/** The log is looked at this often even if no news of it came, in milliseconds. */
const patience = 5_000

/** The entries of a run's log, those to come included, until the run is closed or the signal aborts. */
export async function* entriesOf(
  { runLog, database }: Pick<Store, 'runLog' | 'database'>,
  runId: RunId,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  let last = 0
  while (!signal.aborted) {
    const news = new AbortController()
    // Listening before reading: what is appended between the two rings.
    const stopListening = database.news.listen(runLogTopic(runId), () => news.abort())
    try {
      const entries = await runLog.read(runId, last)
      for (const entry of entries) {
        yield entry
        last = entry.seq
        if (entry.events.some(({ type }) => type === 'run.closed')) return
      }
      if (entries.length === 0) await systemClock.wait(patience, AbortSignal.any([news.signal, signal]))
    } finally {
      stopListening()
    }
  }
}
