import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { createEventBridgeSink } from '../../../../../lib/adapters/aws/event/event-bridge-sink.ts'
import { createSqsEventSink } from '../../../../../lib/adapters/aws/event/sqs-event-sink.ts'
import type { CloudEvent } from '../../../../../lib/ports/event-sink.ts'
import { actionOf, fakeWire, jsonOf, never, refusal, timeout, type WireAnswer } from '../sqs/fake-wire.ts'
import { type Entry, md5Of, urlOf } from '../sqs/queues-under-test.ts'

const event: CloudEvent = {
  specversion: '1.0',
  id: 'run/finished',
  source: '/namespaces/team/runs/nightly',
  type: 'dev.millrace.run.finished.v1',
  subject: 'nightly',
  time: '2026-11-30T12:00:00.123Z',
  datacontenttype: 'application/json',
  data: { phase: 'Succeeded', message: 'größer 🚧 \uffff' },
}
type Say = () => WireAnswer | Error | Promise<never>

const onBus = (say: Say, signal?: AbortSignal) => {
  const wire = fakeWire(say)
  const client = new EventBridgeClient(wire.config)
  return { sink: createEventBridgeSink({ client, bus: 'runs', signal: () => signal }), requests: wire.requests }
}
const onQueue = (say?: Say) => {
  const wire = fakeWire((request) => {
    const [entry] = jsonOf(request)['Entries'] as Entry[]
    const MD5OfMessageBody = md5Of(entry!.MessageBody)
    return say?.() ?? { body: { Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody }] } }
  })
  const client = new SQSClient({ ...wire.config, useQueueUrlAsEndpoint: false })
  return { sink: createSqsEventSink({ client, url: urlOf('events') }), requests: wire.requests }
}
const failed = (ErrorCode: string): WireAnswer => ({
  body: { FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'says no' }] },
})

describe('an event on a bus of EventBridge', () => {
  it('has its type as detail-type, its source and time, and itself as detail', async () => {
    const { sink, requests } = onBus(() => ({ body: { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] } }))
    await sink.publish(event)
    expect(requests.map(actionOf)).toEqual(['PutEvents'])
    const [entry] = jsonOf(requests[0]!)['Entries'] as Record<string, unknown>[]
    expect(entry).toMatchObject({
      EventBusName: 'runs',
      Source: '/namespaces/team/runs/nightly',
      DetailType: 'dev.millrace.run.finished.v1',
    })
    expect(JSON.parse(String(entry!['Detail']))).toEqual(event)
    expect(Number(entry!['Time'])).toBeCloseTo(Date.parse(event.time) / 1000, 2)
  })

  it.each([
    ['aws.mine', 'millrace:aws.mine'],
    ['AWS.mine', 'millrace:AWS.mine'],
    ['', 'millrace:'],
    ['/größer als/x', '/gr-er-als/x'],
    ['x'.repeat(300), 'x'.repeat(256)],
  ])('has a source that EventBridge takes in the place of %j', async (source, taken) => {
    const { sink, requests } = onBus(() => ({ body: {} }))
    await sink.publish({ ...event, source })
    const [entry] = jsonOf(requests[0]!)['Entries'] as Record<string, unknown>[]
    expect(entry!['Source']).toBe(taken)
    expect(JSON.parse(String(entry!['Detail']))).toMatchObject({ source })
  })

  it.each([
    ['Unavailable', failed('InternalFailure')],
    ['Unavailable', failed('ThrottlingException')],
    ['Unavailable', failed('SomethingNew')],
    ['Invalid', failed('MalformedDetail')],
    ['Invalid', failed('NotAuthorizedForDetailTypeException')],
    ['Unavailable', { body: { FailedEntryCount: 1 } }],
    ['Unavailable', refusal(500, 'InternalException')],
    ['Unavailable', timeout()],
    ['Unauthorized', refusal(400, 'AccessDeniedException')],
    ['Invalid', refusal(400, 'ValidationException', 'Total size of the entries in the request is over the limit.')],
  ])('is %s when the answer is %o', async (code, answer) => {
    const { sink } = onBus(() => answer)
    await expect(sink.publish(event)).rejects.toMatchObject({ code })
  })

  it('is Unavailable when the invocation ends before the answer', async () => {
    const invocation = new AbortController()
    const { sink } = onBus(() => {
      setImmediate(() => invocation.abort('over'))
      return never()
    }, invocation.signal)
    await expect(sink.publish(event)).rejects.toMatchObject({ code: 'Unavailable' })
  })
})

describe('an event on a queue of SQS', () => {
  it('is the body in the JSON format of CloudEvents, and an attribute says so', async () => {
    const { sink, requests } = onQueue()
    await sink.publish(event)
    const input = jsonOf(requests[0]!)
    const [entry] = input['Entries'] as Entry[]
    expect(input['QueueUrl']).toBe(urlOf('events'))
    expect(JSON.parse(entry!.MessageBody)).toEqual(event)
    expect(entry!.MessageAttributes).toEqual({
      contentType: { DataType: 'String', StringValue: 'application/cloudevents+json' },
    })
  })

  it.each([
    ['Unavailable', refusal(503, 'ServiceUnavailable')],
    ['Invalid', refusal(400, 'QueueDoesNotExist')],
  ])('is %s when the answer is %o', async (code, answer) => {
    const { sink } = onQueue(() => answer)
    await expect(sink.publish(event)).rejects.toMatchObject({ code })
  })
})
