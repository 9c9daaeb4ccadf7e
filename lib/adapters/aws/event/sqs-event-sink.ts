import type { SQSClient } from '@aws-sdk/client-sqs'
import type { EventSink } from '../../../ports/event-sink.ts'
import { createSqsCalls } from '../sqs/sqs-calls.ts'
import { carriedJson } from '../sqs/sqs-text.ts'

export interface SqsEventSinkOptions {
  client: SQSClient
  /** URL of a queue of somebody who wants to hear of runs. */
  url: string
  signal?: () => AbortSignal | undefined
}

/** Events on a queue: the body is the event in the JSON format of CloudEvents, and the attribute `contentType` says so. */
export const createSqsEventSink = ({ client, url, signal = () => undefined }: SqsEventSinkOptions): EventSink => {
  const calls = createSqsCalls(client, signal)
  const attributes = { contentType: 'application/cloudevents+json' }
  return { publish: (event) => calls.send(url, [{ body: carriedJson(JSON.stringify(event)), attributes }]) }
}
