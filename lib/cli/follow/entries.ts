import { systemClock } from '../../adapters/system/system-clock.ts'
import type { Entry } from '../../core/event.ts'
import type { RunId } from '../../core/message.ts'
import type { Place } from '../place/place.ts'

/** The entries of a run's log, those to come included, until the run is closed or the signal aborts. */
export async function* entriesOf(
  { store, news }: Pick<Place, 'store' | 'news'>,
  runId: RunId,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  let last = 0
  let quiet = 0
  while (!signal.aborted) {
    const rung = new AbortController()
    // Listening before reading: what is appended between the two rings.
    const stopListening = news.listen(runId, () => rung.abort())
    try {
      const entries = await store.runLog.read(runId, last)
      for (const entry of entries) {
        yield entry
        last = entry.seq
        if (entry.events.some(({ type }) => type === 'run.closed')) return
      }
      if (entries.length > 0) quiet = 0
      else await systemClock.wait(news.patience(quiet++), AbortSignal.any([rung.signal, signal]))
    } finally {
      stopListening()
    }
  }
}
