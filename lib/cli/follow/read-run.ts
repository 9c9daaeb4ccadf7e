import { createRunStates } from '../../app/run-states.ts'
import { MillraceError } from '../../core/error.ts'
import type { Entry } from '../../core/event.ts'
import type { RunId } from '../../core/message.ts'
import { type IndexedPlan, indexPlan, Plan } from '../../core/plan.ts'
import type { Run } from '../../core/run.ts'
import type { PlaceStore } from '../place/place.ts'

/** The plan that a run's first entry names. */
export const planOf = async (
  { runLog }: Pick<PlaceStore, 'runLog'>,
  runId: RunId,
  first: Entry,
): Promise<IndexedPlan> => {
  const [opened] = first.events
  if (opened?.type !== 'run.opened')
    throw new MillraceError('CorruptState', `run ${runId} does not begin with its opening`)
  return indexPlan(Plan.parse(JSON.parse(await runLog.plan(runId, opened.plan))))
}

/** A run as its log says now. Throws `NotFound`. */
export const readRun = (store: Pick<PlaceStore, 'runLog'>, runId: RunId): Promise<{ plan: IndexedPlan; state: Run }> =>
  createRunStates({ runLog: store.runLog }).using(runId, ({ plan, state }) => ({ plan, state }))
