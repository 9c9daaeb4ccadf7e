import { inParallel } from '../../app/in-parallel.ts'
import type { RunHeader } from '../../core/header.ts'
import { headerOf } from '../../core/header-of.ts'
import { hasEnded } from '../../core/run.ts'
import { readRun } from '../follow/read-run.ts'
import type { PlaceStore } from '../place/place.ts'

/** Open runs that are looked at in their logs; for more, what the stored rows say is good enough. */
const most = 50
/** Logs that are read at the same time: an answer may take long, and a plan may be large. */
const atOnce = 8

/** The rows as they are now: stored ones are written when a run's phase changes, not at every step. */
export const liveHeaders = async (
  store: Pick<PlaceStore, 'runLog'>,
  headers: readonly RunHeader[],
): Promise<RunHeader[]> => {
  const open = headers.filter(({ phase }) => !hasEnded(phase)).slice(0, most)
  const looks = await inParallel(atOnce, open, async ({ runId, dueAt }): Promise<RunHeader> => {
    const { plan, state } = await readRun(store, runId)
    return { ...headerOf(runId, plan, state), dueAt }
  })
  const live = new Map(looks.map((look) => [valueOf(look).runId, valueOf(look)]))
  return headers.map((header) => live.get(header.runId) ?? header)
}

const valueOf = <T>(result: PromiseSettledResult<T>): T => {
  if (result.status === 'fulfilled') return result.value
  throw result.reason
}
