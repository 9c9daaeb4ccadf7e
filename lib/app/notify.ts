import type { QueueMessage } from '../core/message.ts'
import { untold } from '../core/rule/notify.ts'
import type { EventSink } from '../ports/event-sink.ts'
import type { Queues } from '../ports/queues.ts'
import type { UseCase } from './delivery.ts'
import { outgoing } from './outgoing.ts'
import { runEvent } from './run-event.ts'
import type { RunStates } from './run-states.ts'

export interface NotifyDeps {
  sink: EventSink
  states: RunStates
  queues: Queues
}

/** Tells of what a run has reached, and then the run that this is done. What is known to be told is not told again. */
export const createNotify =
  ({ sink, states, queues }: NotifyDeps): UseCase<QueueMessage<'notify'>> =>
  async (deliveries) => {
    for (const { message } of deliveries) {
      const { runId, milestone } = message
      const event = await states.using(runId, (run) =>
        untold(run.state).includes(milestone) ? runEvent(runId, run, milestone) : undefined,
      )
      if (!event) continue
      await sink.publish(event)
      await queues.send('work', [outgoing({ type: 'run.notified', runId, milestone })])
    }
  }
