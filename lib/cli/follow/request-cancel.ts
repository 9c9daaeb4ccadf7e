import type { RunId } from '../../core/message.ts'
import type { Session } from '../host/session.ts'
import { entriesOf } from './entries.ts'

/**
 * Asks for a run to be cancelled; whoever hosts the folder does it. A run that is not open yet cannot be told anything:
 * that is waited for.
 */
export const requestCancel = async (
  { store }: Pick<Session, 'store'>,
  runId: RunId,
  { reason, signal = new AbortController().signal }: { reason?: string; signal?: AbortSignal } = {},
): Promise<void> => {
  for await (const _ of entriesOf(store, runId, signal)) {
    await store.queues.send('work', [{ body: JSON.stringify({ type: 'run.cancel', runId, reason }) }])
    return
  }
}
