import type { Json } from '../../../lib/core/kubernetes.ts'
import { startDynoxide } from '../../support/dynoxide.ts'
import { asText } from './as-text.ts'
import { createAwsJson, sqsPrefix } from './aws-json.ts'
import { createResources } from './create-resources.ts'
import { sendRequest } from './send-request.ts'
import type { Service } from './service.ts'
import type { RoleCredentials } from './stand-in/identities.ts'
import { type StandIns, startStandIns } from './stand-in/stand-ins.ts'
import { startFauxqs } from './start-fauxqs.ts'
import type { ResolvedTemplate } from './template.ts'

/** Messages of a queue by what they wait for: to be taken, for their delay, to be deleted. */
export interface QueueContents {
  ready: QueuedMessage[]
  delayed: QueuedMessage[]
  inflight: { message: QueuedMessage; visibilityDeadline: number }[]
}
export interface QueuedMessage {
  messageId: string
  body: string
  approximateReceiveCount: number
  messageAttributes: Record<string, { DataType: string; StringValue?: string }>
}

export interface Emulators {
  /** Where each service is, without any proxy. */
  endpoints: Record<Service, string>
  standIns: StandIns
  /** Puts a message on a queue, with attributes of type String; answers its id. */
  send: (queueUrl: string, body: Json, attributes?: Readonly<Record<string, string>>) => Promise<string>
  /** Looks into a queue, by name or URL, and changes nothing. */
  lookInto: (queue: string) => Promise<QueueContents>
  stop: () => Promise<void>
}

/** Every AWS service that functions use, with the tables, queues and buckets of a template. */
export const startEmulators = async (
  template: ResolvedTemplate,
  credentials: readonly RoleCredentials[],
): Promise<Emulators> => {
  const [dynoxide, fauxqs, standIns] = await Promise.all([
    template.ofType('AWS::DynamoDB::Table').length > 0 ? startDynoxide() : nothing,
    startFauxqs(),
    startStandIns({ place: template.place, credentials }),
  ])
  const endpoints = {
    dynamodb: dynoxide.endpoint,
    sqs: fauxqs.endpoint,
    s3: fauxqs.endpoint,
    ssm: standIns.url,
    secretsmanager: standIns.url,
    events: standIns.url,
    sts: standIns.url,
  }
  await createResources(template, endpoints)
  return {
    endpoints,
    standIns,
    send: sender(fauxqs.endpoint),
    lookInto: (queue) => lookInto(fauxqs.endpoint, queue.split('/').at(-1) ?? queue),
    stop: async () => void (await Promise.all([dynoxide.stop(), fauxqs.stop(), standIns.close()])),
  }
}

/** Where there are no tables, nobody answers for DynamoDB: it is not to be had on every machine. */
const nothing = { endpoint: 'http://127.0.0.1:9', stop: () => Promise.resolve() }

const sender = (endpoint: string): Emulators['send'] => {
  const sqs = createAwsJson(endpoint, sqsPrefix)
  return async (QueueUrl, body, attributes = {}) => {
    const typed = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
    const MessageBody = asText(body)
    const { MessageId } = await sqs('SendMessage', {
      QueueUrl,
      MessageBody,
      MessageAttributes: Object.fromEntries(typed),
    })
    return asText(MessageId)
  }
}

const lookInto = async (endpoint: string, name: string): Promise<QueueContents> => {
  const url = new URL(`/_fauxqs/queues/${name}`, endpoint)
  const { status, body } = await sendRequest({ method: 'GET', url, headers: {} })
  if (status !== 200) throw new Error(`queue ${name}: ${status} ${body.toString()}`)
  return (JSON.parse(body.toString()) as { messages: QueueContents }).messages
}
