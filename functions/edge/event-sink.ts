import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createEventBridgeSink } from '../../lib/adapters/aws/event/event-bridge-sink.ts'
import { createSqsEventSink } from '../../lib/adapters/aws/event/sqs-event-sink.ts'
import { MillraceError } from '../../lib/core/error.ts'
import type { EventSink } from '../../lib/ports/event-sink.ts'
import { awsClient } from './aws-client.ts'
import type { Composed } from './compose.ts'
import { optional } from './environment.ts'

/** A run that was started while events were wanted may outlive the setting. */
const nobody: EventSink = {
  publish: () => Promise.reject(new MillraceError('Invalid', 'this stage has nowhere to send the events of runs')),
}

/** Where events of runs go: a bus of EventBridge, else a queue. */
export const openEventSink = ({ signal }: Pick<Composed, 'signal'>): EventSink => {
  const bus = optional('MILLRACE_EVENT_BUS')
  if (bus) return createEventBridgeSink({ client: new EventBridgeClient(awsClient), bus, signal })
  const url = optional('MILLRACE_EVENT_QUEUE')
  if (!url) return nobody
  return createSqsEventSink({ client: new SQSClient({ ...awsClient, useQueueUrlAsEndpoint: false }), url, signal })
}
