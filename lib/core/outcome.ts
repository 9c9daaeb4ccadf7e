import type { EventOf } from './event.ts'
import type { IndexedPlan } from './plan.ts'
import { invalidReference } from './rule/result.ts'
import { resultMissing, runResults } from './rule/run-result.ts'
import { hasEnded, type Run } from './run.ts'

type Ending = Omit<EventOf<'run.ended'>, 'type' | 'results'>

/** How many of the plan's tasks ended in which way; one that has fanned out counts once. */
const tally = (plan: IndexedPlan, state: Run) => {
  const counts = { completed: 0, failed: 0, ignored: 0, cancelled: 0, skipped: 0, invalid: [] as string[] }
  plan.tasks.forEach(({ onError }, index) => {
    const { phase, reason, message } = state.tasks[index]!
    if (reason === invalidReference) return void counts.invalid.push(message!)
    if (phase === 'Skipped') counts.skipped += 1
    else counts.completed += 1
    if (phase === 'Cancelled') counts.cancelled += 1
    if (phase !== 'Failed' && phase !== 'TimedOut') return
    counts.failed += 1
    if (onError === 'continue') counts.ignored += 1
  })
  return counts
}

/** In Tekton's words, and with its limit on the length of errors. */
const summary = ({ completed, failed, ignored, cancelled, skipped, invalid }: ReturnType<typeof tally>): string => {
  const failures = ignored > 0 ? `Failed: ${failed} (Ignored: ${ignored})` : `Failed: ${failed}`
  const counts = `Tasks Completed: ${completed} (${failures}, Cancelled ${cancelled}), Skipped: ${skipped}`
  const errors = invalid.join('; ').slice(0, 1_024)
  return invalid.length > 0 ? `${counts}, Failed Validation: ${invalid.length} (${errors})` : counts
}

/** A failed task outweighs a cancel, a wrong reference other failures; a run out of time says so whatever its tasks did. */
const ending = (plan: IndexedPlan, state: Run): Ending => {
  const counts = tally(plan, state)
  const isInvalid = counts.invalid.length > 0
  const isFailed = isInvalid || counts.failed > counts.ignored
  const stop = state.stopping
  if (stop && (stop.phase !== 'Cancelled' || !isFailed)) {
    const { phase, reason, message } = stop
    return { phase, reason, message }
  }
  const message = summary(counts)
  if (isFailed) return { phase: 'Failed', reason: isInvalid ? 'PipelineValidationFailed' : 'Failed', message }
  return { phase: 'Succeeded', reason: counts.skipped > 0 ? 'Completed' : 'Succeeded', message }
}

const asTask = (state: Run): Ending => {
  const { phase, reason = phase, message } = state.tasks[0]!
  return { phase: phase as Ending['phase'], reason, message }
}

/** How the run ends, once every task has, and what it hands out. */
export const outcome = (plan: IndexedPlan, state: Run): EventOf<'run.ended'>[] => {
  if (hasEnded(state.phase) || state.open > 0) return []
  const end = plan.isTask ? asTask(state) : ending(plan, state)
  const { results, missing } = runResults(plan, state)
  if (missing !== undefined && end.phase === 'Succeeded') {
    return [{ type: 'run.ended', ...resultMissing(plan, missing) }]
  }
  return [{ type: 'run.ended', ...end, results }]
}
