import type { Milestone } from '../core/event.ts'
import type { RunId } from '../core/message.ts'
import type { CloudEvent } from '../ports/event-sink.ts'
import type { LoadedRun } from './run-states.ts'

const started = ({ plan, state }: LoadedRun) => ({
  at: state.openedAt,
  data: { tasks: plan.tasks.length },
})

const finished = ({ state }: LoadedRun) => {
  const { phase, reason, message, results, openedAt, endedAt = openedAt } = state
  return { at: endedAt, data: { phase, reason, message, results, duration: endedAt - openedAt } }
}

/**
 * A milestone of a run as a CloudEvent, such as `dev.millrace.run.finished.v1`. Its `id` is the same however often it is
 * made, so that whoever gets it twice can tell. `duration` in ms.
 */
export const runEvent = (runId: RunId, run: LoadedRun, milestone: Milestone): CloudEvent => {
  const { name, namespace } = run.state
  const { kind, name: definition } = run.plan.source
  const { at, data } = milestone === 'started' ? started(run) : finished(run)
  return {
    specversion: '1.0',
    id: `${runId}/${milestone}`,
    source: `/namespaces/${namespace}/runs/${name}`,
    type: `dev.millrace.run.${milestone}.v1`,
    subject: name,
    // oxlint-disable-next-line no-restricted-globals -- a given time in ISO, which CloudEvents want
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: { runId, run: name, namespace, source: `${kind}/${definition}`, ...data },
  }
}
