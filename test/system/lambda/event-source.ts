import * as z from 'zod'
import type { AwsJson } from '../emulator/aws-json.ts'
import type { ResolvedTemplate } from '../emulator/template.ts'
import { doneMessages } from './done-messages.ts'
import type { Outcome } from './execution-environment.ts'
import { type ReceivedMessage, sqsEvent } from './sqs-event.ts'

const Properties = z.looseObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  Enabled: z.coerce.boolean().default(true),
  BatchSize: z.coerce.number().default(10),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  /** Lambda begins with five batches at a time; it goes up from there, which is not done here. */
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().min(2) }).default({ MaximumConcurrency: 5 }),
})
export type MappingProperties = z.infer<typeof Properties>

/** The mappings of queues to functions that a template makes and that are not disabled. */
export const queueMappings = (template: ResolvedTemplate): MappingProperties[] =>
  template
    .ofType('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => Properties.parse(properties))
    .filter(({ Enabled, EventSourceArn }) => Enabled && EventSourceArn.startsWith('arn:aws:sqs:'))

export interface EventSourceOptions {
  mapping: MappingProperties
  queueUrl: string
  sqs: AwsJson
  invoke: (event: unknown) => Promise<Outcome>
  /** Told of each call that the poller makes in the name of the function's role. */
  onCall?: (action: 'ReceiveMessage' | 'DeleteMessageBatch' | 'GetQueueAttributes') => void
}

export interface EventSource {
  /** Takes no more messages; resolves when those that it has taken are done with. */
  stop: () => Promise<void>
}

/** A short wait: what a poll that was given up would still take is lost to everybody for a whole visibility. */
const waitSeconds = 1

/** The poller of a queue: hands its messages to a function, batch by batch, and deletes what was done. */
export const startEventSource = (options: EventSourceOptions): EventSource => {
  const { mapping, sqs, queueUrl, invoke, onCall } = options
  const atOnce = mapping.ScalingConfig.MaximumConcurrency
  const batches = new Set<Promise<void>>()
  const stopping = new AbortController()

  const call: AwsJson = (action, input) => {
    onCall?.(action as 'ReceiveMessage')
    return sqs(action, { QueueUrl: queueUrl, ...input })
  }

  const handle = async (messages: readonly ReceivedMessage[]): Promise<void> => {
    const outcome = await invoke(sqsEvent(mapping.EventSourceArn, messages))
    const reports = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')
    const done = doneMessages(messages, outcome, reports)
    for (let from = 0; from < done.length; from += 10) {
      const Entries = done.slice(from, from + 10).map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }))
      await call('DeleteMessageBatch', { Entries })
    }
  }

  const loop = async (): Promise<void> => {
    await call('GetQueueAttributes', { AttributeNames: ['All'] })
    while (!stopping.signal.aborted) {
      if (batches.size >= atOnce) await Promise.race(batches)
      const messages = stopping.signal.aborted ? [] : await collect(mapping, call)
      if (messages.length === 0) continue
      const batch = handle(messages).finally(() => batches.delete(batch))
      batches.add(batch)
    }
    await Promise.all(batches)
  }
  const looping = loop()
  return {
    stop: () => {
      stopping.abort()
      return looping
    },
  }
}

/** One batch: what is there at once, and what comes within the window from the first message on. */
const collect = async (mapping: MappingProperties, call: AwsJson): Promise<ReceivedMessage[]> => {
  const { BatchSize, MaximumBatchingWindowInSeconds: window } = mapping
  const receive = async (wait: number, have: number): Promise<ReceivedMessage[]> => {
    const answer = await call('ReceiveMessage', {
      MaxNumberOfMessages: Math.min(10, BatchSize - have),
      WaitTimeSeconds: wait,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    return (answer['Messages'] ?? []) as unknown as ReceivedMessage[]
  }
  const messages = await receive(waitSeconds, 0)
  const until = Date.now() + window * 1_000
  while (messages.length > 0 && messages.length < BatchSize) {
    // Whole seconds are all that the interface knows; fauxqs takes fractions too.
    const left = (until - Date.now()) / 1_000
    if (left <= 0) break
    messages.push(...(await receive(Math.min(left, waitSeconds), messages.length)))
  }
  return messages
}
