import { type EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge'
import { MillraceError } from '../../../core/error.ts'
import type { CloudEvent, EventSink } from '../../../ports/event-sink.ts'
import { translated } from '../aws-error.ts'

export interface EventBridgeSinkOptions {
  client: EventBridgeClient
  /** Name or ARN of the bus. */
  bus: string
  signal?: () => AbortSignal | undefined
}

/** Failures of one entry that no further try mends. Others are the service's, or may be. */
const final = /malformed|invalid|validation|notauthorized|accessdenied|notfound|limitexceeded/i
const maxSource = 256

/**
 * Events on a bus of EventBridge: `detail-type` is the event's type, `detail` the whole event as CloudEvents has it in
 * JSON, and `source` its source, or what comes next to it where EventBridge does not take that.
 */
export const createEventBridgeSink = (options: EventBridgeSinkOptions): EventSink => {
  const { client, bus, signal = () => undefined } = options
  return {
    publish: async (event) => {
      const command = new PutEventsCommand({ Entries: [{ EventBusName: bus, ...entryOf(event) }] })
      const { FailedEntryCount = 0, Entries = [] } = await translated(`Publishing to ${bus}`, () =>
        client.send(command, { abortSignal: signal() }),
      )
      if (FailedEntryCount > 0) throw failure(bus, Entries.find(({ ErrorCode }) => ErrorCode !== undefined) ?? {})
    },
  }
}

const entryOf = (event: CloudEvent) => ({
  Source: sourceOf(event.source),
  DetailType: event.type,
  Detail: JSON.stringify(event),
  Time: new Date(event.time),
})

/** A source that begins with `aws.` is AWS's own. */
const sourceOf = (source: string): string => {
  const plain = source.replace(/[^\x21-\x7e]+/g, '-')
  return (plain === '' || /^aws\./i.test(plain) ? `millrace:${plain}` : plain).slice(0, maxSource)
}

const failure = (bus: string, { ErrorCode = 'no code', ErrorMessage = '' }: PutEventsResultEntry): MillraceError =>
  new MillraceError(
    final.test(ErrorCode) ? 'Invalid' : 'Unavailable',
    `Publishing to ${bus}: ${ErrorCode}: ${ErrorMessage || 'refused'}`,
  )
