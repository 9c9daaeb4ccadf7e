import type { Json, JsonObject } from '../../../lib/core/kubernetes.ts'
import { asText } from './as-text.ts'
import { type AwsJson, createAwsJson, dynamoPrefix, sqsPrefix } from './aws-json.ts'
import { sendRequest } from './send-request.ts'
import type { ResolvedTemplate, Resource } from './template.ts'

/** Makes the tables, queues and buckets of a template in emulators that have none of them yet. */
export const createResources = async (
  template: ResolvedTemplate,
  endpoints: { dynamodb: string; sqs: string; s3: string },
): Promise<void> => {
  const dynamo = createAwsJson(endpoints.dynamodb, dynamoPrefix)
  const sqs = createAwsJson(endpoints.sqs, sqsPrefix)
  for (const table of template.ofType('AWS::DynamoDB::Table')) await createTable(dynamo, table)
  for (const queue of template.ofType('AWS::SQS::Queue')) await createQueue(sqs, queue)
  for (const bucket of template.ofType('AWS::S3::Bucket')) await createBucket(endpoints.s3, bucket)
}

/** Those of a table's properties that CreateTable takes; the rest is set by other calls, or has no emulator. */
const tableProperties = [
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'StreamSpecification',
  'DeletionProtectionEnabled',
]

const createTable = async (dynamo: AwsJson, { name, properties }: Resource): Promise<void> => {
  const kept = Object.entries(properties).filter(([property]) => tableProperties.includes(property))
  await dynamo('CreateTable', { TableName: name, ...Object.fromEntries(kept) })
  const TimeToLiveSpecification = properties['TimeToLiveSpecification']
  if (TimeToLiveSpecification) await dynamo('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification })
}

/** CreateQueue wants every attribute as text, policies as JSON. */
const createQueue = async (sqs: AwsJson, { name, properties }: Resource): Promise<void> => {
  const { QueueName: _, Tags: __, ...rest } = properties
  const attributes = Object.entries(rest).map(([key, value]) => [key, asText(asNumber(key, value))])
  await sqs('CreateQueue', { QueueName: name, Attributes: Object.fromEntries(attributes) })
}

/** CloudFormation takes a receive count as text too; fauxqs compares it as it is. */
const asNumber = (key: string, value: Json): Json => {
  if (key !== 'RedrivePolicy') return value
  const policy = value as JsonObject
  return { ...policy, maxReceiveCount: Number(policy['maxReceiveCount']) }
}

const createBucket = async (endpoint: string, { name }: Resource): Promise<void> => {
  const { status, body } = await sendRequest({ method: 'PUT', url: new URL(`/${name}`, endpoint), headers: {} })
  if (status !== 200) throw new Error(`bucket ${name}: ${status} ${body.toString()}`)
}
