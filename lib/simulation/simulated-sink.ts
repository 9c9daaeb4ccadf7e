import type { CloudEvent, EventSink } from '../ports/event-sink.ts'
import type { Sandbox } from './sandbox.ts'

/** Events in the order in which they came. */
export type Told = CloudEvent[]

/** Where events go, as a function in a sandbox sees it: as any queue. */
export const simulatedSink = (told: Told, sandbox: Sandbox): EventSink => ({
  publish: (event) =>
    sandbox.call({ says: `tells ${event.type}`, faults: ['queue.throttled', 'queue.unanswered'] }, async () => {
      told.push(event)
    }),
})
