import type { RunId } from '../../core/message.ts'
import type { Session } from '../host/session.ts'

/** Asks for a run to be cancelled; whoever hosts the folder does it. */
export const requestCancel = async ({ store }: Session, runId: RunId, reason?: string): Promise<void> => {
  await store.queues.send('work', [{ body: JSON.stringify({ type: 'run.cancel', runId, reason }) }])
}
