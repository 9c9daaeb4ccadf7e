import type { RunId } from '../../core/message.ts'
import type { Place } from '../place/place.ts'
import { entriesOf } from './entries.ts'

/**
 * Asks for a run to be cancelled; whoever moves the runs does it. A run that is not open yet cannot be told anything:
 * that is waited for.
 */
export const requestCancel = async (
  place: Pick<Place, 'store' | 'news'>,
  runId: RunId,
  { reason, signal = new AbortController().signal }: { reason?: string; signal?: AbortSignal } = {},
): Promise<void> => {
  for await (const _ of entriesOf(place, runId, signal)) {
    await place.store.queues.send('work', [{ body: JSON.stringify({ type: 'run.cancel', runId, reason }) }])
    return
  }
}
