import { MillraceError } from '../core/error.ts'
import type { RunId } from '../core/message.ts'
import type { Objects } from '../ports/objects.ts'
import type { RunHeaders } from '../ports/run-headers.ts'
import type { RunLog } from '../ports/run-log.ts'

/** Forgets a closed run: its logs, its plan and its log. Throws `Invalid` while it is not closed. */
export const createRemoveRun =
  ({ headers, runLog, objects }: { headers: RunHeaders; runLog: RunLog; objects: Objects }) =>
  async (runId: RunId): Promise<void> => {
    const header = await headers.get(runId)
    if (header?.dueAt !== undefined) {
      throw new MillraceError('Invalid', `run ${header.name} is not closed yet: its pods are not all accounted for`)
    }
    await objects.remove(`logs/${runId}/`)
    await runLog.remove(runId)
  }
