import type { Timeout } from '../../../core/plan.ts'
import { formatDuration, parseDuration } from '../duration.ts'
import type { Timeouts } from '../schema/run.ts'

const hour = 3_600_000

const timeout = (ms: number | undefined, reason: string, what: string): Timeout | undefined =>
  ms === undefined || ms <= 0
    ? undefined
    : { ms: Math.ceil(ms), reason, message: `${what} failed to finish within "${formatDuration(ms)}"` }

/** What an attempt of a task may take; `0` is no limit. */
export const taskTimeout = (runName: string, written: string | undefined, otherwise = hour): Timeout | undefined =>
  timeout(written === undefined ? otherwise : parseDuration(written), 'TaskRunTimeout', `TaskRun "${runName}"`)

export interface RunTimeouts {
  run?: Timeout
  tasks?: Timeout
  finally?: Timeout
}

/** Of a run, an hour unless it says otherwise. Of two that are given, the third is what remains. */
export const runTimeouts = (runName: string, written: Timeouts = {}): RunTimeouts => {
  const [pipeline, tasks, final] = [written.pipeline, written.tasks, written.finally].map((text) =>
    text === undefined ? undefined : parseDuration(text),
  )
  const rest = (other: number | undefined): number | undefined =>
    pipeline && other ? Math.max(0, pipeline - other) : undefined
  const what = `PipelineRun "${runName}"`
  const run = timeout(pipeline ?? hour, 'PipelineRunTimeout', what)
  const ofTasks = timeout(tasks ?? rest(final), 'PipelineRunTimeout', `${what} tasks`)
  const ofFinal = timeout(final ?? rest(tasks), 'PipelineRunTimeout', `${what} finally tasks`)
  return { ...(run && { run }), ...(ofTasks && { tasks: ofTasks }), ...(ofFinal && { finally: ofFinal }) }
}

/** A task without a timeout of its own has that of its section, if that is longer than the default. */
export const sectionTimeout = (section: Timeout | undefined): number => Math.max(hour, section?.ms ?? 0)
