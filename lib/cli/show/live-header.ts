import type { RunHeader } from '../../core/header.ts'
import { headerOf } from '../../core/header-of.ts'
import { hasEnded } from '../../core/run.ts'
import type { Store } from '../../local/store.ts'
import { readRun } from '../follow/read-run.ts'

/** Open runs that are looked at in their logs; for more, what the stored rows say is good enough. */
const most = 50

/** The rows as they are now: stored ones are written when a run's phase changes, not at every step. */
export const liveHeaders = async (
  store: Pick<Store, 'runLog'>,
  headers: readonly RunHeader[],
): Promise<RunHeader[]> => {
  let looked = 0
  const live: RunHeader[] = []
  for (const header of headers) {
    if (hasEnded(header.phase) || looked === most) {
      live.push(header)
      continue
    }
    looked += 1
    const { plan, state } = await readRun(store, header.runId)
    live.push({ ...headerOf(header.runId, plan, state), dueAt: header.dueAt })
  }
  return live
}
