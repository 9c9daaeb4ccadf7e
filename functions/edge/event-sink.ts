import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createEventBridgeSink } from '../../lib/adapters/aws/event/event-bridge-sink.ts'
import { createSqsEventSink } from '../../lib/adapters/aws/event/sqs-event-sink.ts'
import type { EventSink } from '../../lib/ports/event-sink.ts'
import { awsClient } from './aws-client.ts'
import type { Composed } from './compose.ts'
import { optional, required } from './environment.ts'

/** Where events of runs go: a bus of EventBridge, else a queue. */
export const openEventSink = ({ signal }: Pick<Composed, 'signal'>): EventSink => {
  const bus = optional('MILLRACE_EVENT_BUS')
  if (bus) return createEventBridgeSink({ client: new EventBridgeClient(awsClient), bus, signal })
  const client = new SQSClient({ ...awsClient, useQueueUrlAsEndpoint: false })
  return createSqsEventSink({ client, url: required('MILLRACE_EVENT_QUEUE'), signal })
}
