import type { QueueMessage } from '../core/message.ts'
import type { Commit } from './commit.ts'
import type { UseCase } from './delivery.ts'

/** Applies what was observed, asked and answered to a run; all messages of one run in one decision. */
export const createAdvance =
  ({ commit }: { commit: Commit }): UseCase<QueueMessage<'work'>> =>
  async (deliveries) => {
    const [first] = deliveries
    if (first) await commit(first.message.runId, deliveries)
  }
