import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/core/kubernetes.ts'
import type { Fault } from '../emulator/fault.ts'
import { refusals } from '../emulator/fault.ts'
import { startToys } from './toy-world.ts'

/** Makes the calls that the event lists, one after another; answers the names of the errors. */
const caller = `
  import * as dynamo from '@aws-sdk/client-dynamodb'
  import * as sqs from '@aws-sdk/client-sqs'
  import * as s3 from '@aws-sdk/client-s3'
  import * as ssm from '@aws-sdk/client-ssm'
  import * as secrets from '@aws-sdk/client-secrets-manager'
  import * as events from '@aws-sdk/client-eventbridge'
  const of = (module, Client, more = {}) => ({ module, client: new Client({ maxAttempts: 1, ...more }) })
  const services = {
    dynamo: of(dynamo, dynamo.DynamoDBClient),
    sqs: of(sqs, sqs.SQSClient, { useQueueUrlAsEndpoint: false }),
    s3: of(s3, s3.S3Client, { forcePathStyle: true }),
    ssm: of(ssm, ssm.SSMClient),
    secrets: of(secrets, secrets.SecretsManagerClient),
    events: of(events, events.EventBridgeClient),
  }
  export const handler = async (calls) => {
    const results = []
    for (const [service, command, input] of calls) {
      const { module, client } = services[service]
      try {
        const { $metadata, Body, ...answer } = await client.send(new module[command + 'Command'](input))
        results.push(Body ? await Body.transformToString() : answer)
      } catch (error) {
        results.push(error.name)
      }
    }
    return results
  }`

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'toy-table',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi1',
        KeySchema: [{ AttributeName: 'gsi1pk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
}

const tableArn: Json = { 'Fn::GetAtt': ['Table', 'Arn'] }
const statements: Json[] = [
  {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    Resource: tableArn,
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RUN#*'] } },
  },
  { Effect: 'Allow', Action: 'dynamodb:Query', Resource: [tableArn, { 'Fn::Sub': '${Table.Arn}/index/gsi1' }] },
  { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['callerQueue', 'Arn'] } },
  { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: { 'Fn::Sub': '${Bucket.Arn}/logs/*' } },
  { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  {
    Effect: 'Allow',
    Action: 'ssm:GetParameter',
    Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/toy/*' },
  },
]

let fault: Fault | undefined
let world: Awaited<ReturnType<typeof startToys>>
beforeAll(async () => {
  world = await startToys(
    {
      caller: {
        code: caller,
        statements,
        properties: { Timeout: 20, MemorySize: 512 },
        queue: { VisibilityTimeout: 30 },
      },
    },
    {
      capacity: true,
      faults: ({ service, action }) => (service === 'dynamodb' && action === 'GetItem' ? fault : undefined),
      more: { Table: table, Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'toy-bucket' } } },
    },
  )
  world.standIns.parameters.set('/toy/name', 'value')
  world.standIns.secrets.set('toy-secret', 'hidden')
})
afterAll(() => world?.stop())
beforeEach(() => {
  fault = undefined
  world.recorder.reset()
})

const calls = async (...list: [string, string, object][]): Promise<unknown[]> => {
  const outcome = await world.functions['caller']!.invoke(list)
  if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome))
  return JSON.parse(outcome.payload) as unknown[]
}
const made = () => world.recorder.calls.filter(({ by }) => by === 'function')
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'RUN' } })
const get = (pk = 'RUN#1'): [string, string, object] => ['dynamo', 'GetItem', { TableName: 'toy-table', Key: key(pk) }]
const put = (pk = 'RUN#1', more = {}): [string, string, object] => [
  'dynamo',
  'PutItem',
  { TableName: 'toy-table', Item: { ...key(pk), gsi1pk: { S: 'NS#a' }, v: { S: 'x'.repeat(1_500) } }, ...more },
]

describe('the recording proxy', () => {
  it('records each call with its function, environment, action, resource and bytes', async () => {
    await calls(put(), [
      'sqs',
      'SendMessageBatch',
      { QueueUrl: world.urlOf('caller-queue'), Entries: [{ Id: '1', MessageBody: 'b' }] },
    ])
    expect(made()).toMatchObject([
      {
        function: 'caller',
        service: 'dynamodb',
        action: 'PutItem',
        status: 200,
        permissions: [
          {
            action: 'dynamodb:PutItem',
            resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/toy-table',
            context: { 'dynamodb:leadingkeys': ['RUN#1'] },
          },
        ],
      },
      {
        function: 'caller',
        service: 'sqs',
        action: 'SendMessageBatch',
        permissions: [{ action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:000000000000:caller-queue' }],
      },
    ])
    const [first, second] = made()
    expect(first!.environment).toMatch(/^caller-|^[\da-f-]{36}$/)
    expect(second!.environment).toBe(first!.environment)
    expect(first!.bytesIn).toBeGreaterThan(1_500)
    expect(second!.at).toBeGreaterThanOrEqual(first!.at)
  })

  it('reads the units of DynamoDB, those of indexes and of failed conditions included', async () => {
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' }
    expect(await calls(put('RUN#2', condition), put('RUN#2', condition), get('RUN#2'))).toMatchObject([
      {},
      'ConditionalCheckFailedException',
      {},
    ])
    expect(made().map(({ units, error }) => ({ ...units, error }))).toEqual([
      { read: 0, write: 3, error: undefined },
      { read: 0, write: 1, error: 'ConditionalCheckFailedException' },
      { read: 0.5, write: 0, error: undefined },
    ])
  })

  it('names what S3, SSM, Secrets Manager and EventBridge are asked for, and answers as they do', async () => {
    const Bucket = 'toy-bucket'
    const answers = await calls(
      ['s3', 'PutObject', { Bucket, Key: 'logs/a b', Body: 'text' }],
      ['s3', 'GetObject', { Bucket, Key: 'logs/a b' }],
      ['s3', 'HeadObject', { Bucket, Key: 'logs/none' }],
      ['s3', 'ListObjectsV2', { Bucket, Prefix: 'logs/' }],
      ['s3', 'DeleteObjects', { Bucket, Delete: { Objects: [{ Key: 'logs/a b' }, { Key: 'x&y' }] } }],
      ['ssm', 'GetParameter', { Name: '/toy/name' }],
      ['ssm', 'GetParameter', { Name: '/toy/none' }],
      ['secrets', 'GetSecretValue', { SecretId: 'toy-secret' }],
      ['secrets', 'GetSecretValue', { SecretId: 'none' }],
      ['events', 'PutEvents', { Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] }],
    )
    expect(answers).toMatchObject([
      {},
      'text',
      'NotFound',
      { Contents: [{ Key: 'logs/a b' }] },
      {},
      { Parameter: { Value: 'value' } },
      'ParameterNotFound',
      { SecretString: 'hidden' },
      'ResourceNotFoundException',
      { FailedEntryCount: 0 },
    ])
    expect(world.standIns.events).toMatchObject([{ EventBusName: 'default', Source: 's' }])
    expect(
      made().flatMap(({ permissions }) => permissions.map(({ action, resource }) => `${action} ${resource}`)),
    ).toEqual([
      's3:PutObject arn:aws:s3:::toy-bucket/logs/a b',
      's3:GetObject arn:aws:s3:::toy-bucket/logs/a b',
      's3:GetObject arn:aws:s3:::toy-bucket/logs/none',
      's3:ListBucket arn:aws:s3:::toy-bucket',
      's3:ListBucket arn:aws:s3:::toy-bucket',
      's3:DeleteObject arn:aws:s3:::toy-bucket/logs/a b',
      's3:DeleteObject arn:aws:s3:::toy-bucket/x&y',
      'ssm:GetParameter arn:aws:ssm:us-east-1:000000000000:parameter/toy/name',
      'ssm:GetParameter arn:aws:ssm:us-east-1:000000000000:parameter/toy/none',
      expect.stringMatching(
        /^secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:000000000000:secret:toy-secret-\w{6}$/,
      ),
      expect.stringMatching(/^secretsmanager:GetSecretValue .*:secret:none-\w{6}$/),
      'events:PutEvents arn:aws:events:us-east-1:000000000000:event-bus/default',
    ])
  })

  it.each([
    ['refuses', { refuse: refusals.tableThrottled }, 'ProvisionedThroughputExceededException'],
    ['breaks the connection after the call', { dropAnswer: true }, 'TimeoutError'],
  ])('%s when a test wants it', async (_, wanted, name) => {
    fault = wanted
    expect(await calls(get(), put())).toMatchObject([name, {}])
    expect(made().map(({ action }) => action)).toEqual(['GetItem', 'PutItem'])
  })

  it('delays a call when a test wants it', async () => {
    fault = { delayMs: 150 }
    await calls(get())
    expect(made()[0]!.durationMs).toBeGreaterThanOrEqual(150)
  })
})

describe('least privilege', () => {
  it('finds what was done and not allowed, and what was allowed and not done', async () => {
    await calls(
      put(),
      get(),
      get('DEF#1'),
      ['dynamo', 'Scan', { TableName: 'toy-table' }],
      [
        'dynamo',
        'Query',
        {
          TableName: 'toy-table',
          IndexName: 'gsi1',
          KeyConditionExpression: '#p = :p',
          ExpressionAttributeNames: { '#p': 'gsi1pk' },
          ExpressionAttributeValues: { ':p': { S: 'NS#a' } },
        },
      ],
    )
    await calls(
      ['s3', 'PutObject', { Bucket: 'toy-bucket', Key: 'logs/1', Body: '' }],
      ['s3', 'GetObject', { Bucket: 'toy-bucket', Key: 'other/1' }],
    )
    const { table: rows, refused, unused } = world.privileges()
    expect(refused).toMatchObject([
      {
        function: 'caller',
        action: 'dynamodb:GetItem',
        decision: 'not allowed',
        context: { 'dynamodb:leadingkeys': ['DEF#1'] },
      },
      { function: 'caller', action: 'dynamodb:Scan', decision: 'not allowed' },
      {
        function: 'caller',
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::toy-bucket/other/1',
        decision: 'not allowed',
      },
      // What tells a missing object from a forbidden one.
      { function: 'caller', action: 's3:ListBucket', resource: 'arn:aws:s3:::toy-bucket', decision: 'not allowed' },
    ])
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/toy-table'
    expect(unused).toEqual(
      expect.arrayContaining([
        { function: 'caller', action: 'dynamodb:UpdateItem', resource: arn },
        { function: 'caller', action: 'dynamodb:Query', resource: arn },
        { function: 'caller', action: 's3:GetObject', resource: 'arn:aws:s3:::toy-bucket/logs/*' },
        { function: 'caller', action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:000000000000:caller-queue' },
      ]),
    )
    expect(unused).not.toContainEqual({ function: 'caller', action: 'dynamodb:Query', resource: `${arn}/index/gsi1` })
    expect(rows[0]!.used.filter((action) => !action.startsWith('logs:'))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ])
    expect(rows[0]!.allowed).toContain('sqs:DeleteMessage')
  })
})
