import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject } from '../../../../lib/core/kubernetes.ts'
import { asText } from '../as-text.ts'
import type { Place } from '../resource-identity.ts'
import { secretArn } from '../resource-identity.ts'
import { type Service, services } from '../service.ts'
import { type Permission, permission } from './permission.ts'
import { type PartitionKey, readDynamo } from './read-dynamo.ts'
import { readS3 } from './read-s3.ts'

export interface AwsRequest {
  method: string
  url: URL
  headers: IncomingHttpHeaders
  body: Buffer
}

/** What an AWS request asks for. */
export interface AwsCall {
  service: Service
  /** The operation, such as `SendMessageBatch`. */
  action: string
  /** What it needs: IAM actions on resources. Empty when everybody may. */
  permissions: readonly Permission[]
}

export interface CallContext {
  place: Place
  partitionKey: PartitionKey
}

/** Reads a signed request of an SDK. Throws when it is signed for no service that is known here. */
export const readCall = (request: AwsRequest, context: CallContext): AwsCall => {
  const service = serviceOf(request)
  if (service === 's3') return { service, ...readS3(request) }
  if (service === 'sts')
    return { service, action: queryParameters(request).get('Action') ?? 'unknown', permissions: [] }
  const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? 'unknown'
  const input = JSON.parse(request.body.toString() || '{}') as JsonObject
  return { service, action, permissions: readers[service](action, input, context) }
}

/** A request says its service in the scope of its credentials. */
const serviceOf = ({ headers, url }: AwsRequest): Service => {
  const credential =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? url.searchParams.get('X-Amz-Credential') ?? ''
  const [, , , name] = credential.split('/')
  const service = services.find((one) => one === name)
  if (!service) throw new Error(`not a signed call of a known service: ${credential || 'no credentials'}`)
  return service
}

const queryParameters = ({ method, url, body }: AwsRequest): URLSearchParams =>
  method === 'POST' ? new URLSearchParams(body.toString()) : url.searchParams

type Read = (action: string, input: JsonObject, context: CallContext) => Permission[]

const readers: Record<Exclude<Service, 's3' | 'sts'>, Read> = {
  dynamodb: readDynamo,
  sqs: (action, input, { place }) => {
    const name = asText(input['QueueUrl'] ?? input['QueueName'], '*')
      .split('/')
      .at(-1)
    const arn = `arn:aws:sqs:${place.region}:${place.account}:${name}`
    return [permission(`sqs:${action.replace(/Batch$/, '')}`, arn)]
  },
  ssm: (action, input, { place }) => {
    const names = (input['Names'] ?? [input['Name'] ?? input['Path'] ?? '*']) as string[]
    const arnOf = (name: string) =>
      name.startsWith('arn:')
        ? name
        : `arn:aws:ssm:${place.region}:${place.account}:parameter/${name.replace(/^\//, '')}`
    return names.map((name) => permission(`ssm:${action}`, arnOf(name)))
  },
  secretsmanager: (action, input, { place }) => {
    const id = asText(input['SecretId'], '*')
    return [permission(`secretsmanager:${action}`, id.startsWith('arn:') ? id : secretArn(id, place))]
  },
  events: (action, input, { place }) => {
    const buses = ((input['Entries'] ?? []) as JsonObject[]).map((entry) => asText(entry['EventBusName'], 'default'))
    const arnOf = (bus: string) =>
      bus.startsWith('arn:') ? bus : `arn:aws:events:${place.region}:${place.account}:event-bus/${bus}`
    return [...new Set(buses)].map((bus) => permission(`events:${action}`, arnOf(bus)))
  },
}
