import type { RunId } from '../../core/message.ts'
import type { CloudEvent } from '../../ports/event-sink.ts'
import type { Transition } from './transition.ts'

const stepOf = ({ word }: Transition): string => {
  switch (word) {
    case 'Running':
      return 'started'
    case 'Waiting':
      return 'waiting'
    case 'Stopping':
      return 'stopping'
    case 'Pending':
    case 'Ready':
      return 'queued'
    case 'Succeeded':
    case 'Failed':
    case 'Cancelled':
    case 'TimedOut':
    case 'Skipped':
      return 'finished'
  }
}

/** A transition as a CloudEvent, such as `dev.millrace.task.finished.v1`. `id` is the same for the same transition. */
export const cloudEvent = (
  transition: Transition,
  run: { runId: RunId; namespace: string; name: string; seq: number; index: number },
): CloudEvent => {
  const { at, subject, name, task, attempt, word: _, ...rest } = transition
  const step = transition.retryIn === undefined ? stepOf(transition) : 'retrying'
  return {
    specversion: '1.0',
    id: `${run.runId}/${run.seq}/${run.index}`,
    source: `/namespaces/${run.namespace}/runs/${run.name}`,
    type: `dev.millrace.${subject}.${step}.v1`,
    subject: task === undefined ? run.name : `${run.name}/${name}`,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: {
      runId: run.runId,
      run: run.name,
      namespace: run.namespace,
      ...(task === undefined ? {} : { task: name, attempt: attempt?.number ?? 1 }),
      ...rest,
    },
  }
}
