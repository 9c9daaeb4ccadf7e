import type { Json, JsonObject } from '../../../lib/core/kubernetes.ts'
import type { Template } from '../emulator/template.ts'

/** A mistake in a template that is otherwise right, and what must be said of it. */
export interface Fault {
  title: string
  plant: (template: Template) => void
  found: RegExp
}

/** The object within a resource that a path leads to. Throws when there is none: nothing would be planted. */
const at = ({ Resources }: Template, logicalId: string, ...path: (string | number)[]): JsonObject => {
  let value: Json | undefined = Resources[logicalId]?.Properties
  for (const key of path) value = (value as JsonObject | undefined)?.[key]
  if (typeof value !== 'object' || value === null) throw new Error(`there is no ${logicalId}.${path.join('.')}`)
  return value as JsonObject
}

const without =
  (logicalId: string, property: string, ...path: string[]): Fault['plant'] =>
  (template) => {
    const object = at(template, logicalId, ...path)
    if (!Object.hasOwn(object, property)) throw new Error(`${logicalId} has no ${property} anyhow`)
    delete object[property]
  }

const withValue =
  (value: Json, logicalId: string, property: string, ...path: string[]): Fault['plant'] =>
  (template) => {
    at(template, logicalId, ...path)[property] = value
  }

const statements = (template: Template, role: string): JsonObject[] =>
  at(template, role, 'Policies', 0, 'PolicyDocument')['Statement'] as JsonObject[]

const withStatement =
  (statement: JsonObject): Fault['plant'] =>
  (template) =>
    void statements(template, 'NotifyRole').push({ Sid: 'Planted', Effect: 'Allow', ...statement })

const reader = 'AdvanceEventSourceMappingSQSWorkQueue'

/** What AWS would refuse, or carry out otherwise than meant. */
export const faultsOfForm: readonly Fault[] = [
  {
    title: 'a type that does not exist',
    plant: ({ Resources }) => void (Resources['WorkQueue']!.Type = 'AWS::SQS::Queues'),
    found: /^WorkQueue: no such type: AWS::SQS::Queues$/,
  },
  {
    title: 'a property that is misspelt',
    plant: withValue(75, 'WorkQueue', 'VisibilityTimeOut'),
    found: /^WorkQueue\.VisibilityTimeOut: no such property$/,
  },
  {
    title: 'a property of a part that is misspelt',
    plant: withValue(true, 'Table', 'Enable', 'TimeToLiveSpecification'),
    found: /^Table\.TimeToLiveSpecification\.Enable: no such property$/,
  },
  {
    title: 'a property of one branch of a condition that is misspelt',
    plant: withValue(
      { 'Fn::If': ['HasKey', { SSEEnable: true, SSEEnabled: true }, { Ref: 'AWS::NoValue' }] },
      'Table',
      'SSESpecification',
    ),
    found: /^Table\.SSESpecification\.SSEEnable: no such property$/,
  },
  {
    title: 'a required property that is missing',
    plant: without('ResolveAccessEntry', 'PrincipalArn'),
    found: /^ResolveAccessEntry\.PrincipalArn: is required$/,
  },
  {
    title: 'a required property that a condition leaves out',
    plant: withValue({ 'Fn::If': ['HasKey', 'a', { Ref: 'AWS::NoValue' }] }, 'ResolveAccessEntry', 'ClusterName'),
    found: /^ResolveAccessEntry\.ClusterName: is required$/,
  },
  {
    title: 'a text where a number belongs',
    plant: withValue('soon', 'WorkQueue', 'VisibilityTimeout'),
    found: /^WorkQueue\.VisibilityTimeout: expected integer, got "soon"$/,
  },
  {
    title: 'a text where a list belongs',
    plant: withValue('ReportBatchItemFailures', reader, 'FunctionResponseTypes'),
    found: /FunctionResponseTypes: expected a list/,
  },
  {
    title: 'a reference to what is not there',
    plant: withValue(
      { Ref: 'NobodysQueue' },
      'AdvanceLambdaFunction',
      'MILLRACE_QUEUE_WORK',
      'Environment',
      'Variables',
    ),
    found: /refers to NobodysQueue, which is not there$/,
  },
  {
    title: 'an attribute that the type does not have',
    plant: withValue({ 'Fn::GetAtt': ['WorkQueue', 'Url'] }, reader, 'EventSourceArn'),
    found: /asks for WorkQueue\.Url, and AWS::SQS::Queue has no such attribute$/,
  },
  {
    title: 'a text with a placeholder for what is not there',
    plant: withValue({ 'Fn::Sub': '${Nowhere.Arn}/x' }, 'Table', 'TableName'),
    found: /asks for Nowhere\.Arn, and there is no Nowhere$/,
  },
  {
    title: 'a dependency on what is not there',
    plant: ({ Resources }) => void (Resources['Table']!['DependsOn'] = ['Nobody']),
    found: /^Table\.DependsOn: refers to Nobody, which is not there$/,
  },
  {
    title: 'a condition that is not there',
    plant: ({ Resources }) => void (Resources['Table']!.Condition = 'HasLuck'),
    found: /^Table: there is no condition HasLuck$/,
  },
  {
    title: 'two resources that wait for each other',
    plant: withValue({ 'Fn::GetAtt': ['SubmitQueue', 'Arn'] }, 'SubmitDeadLetters', 'QueueName'),
    found: /^Submit(Queue|DeadLetters): waits for itself$/,
  },
  {
    title: 'a reference to what a condition leaves out',
    plant: ({ Resources, Conditions }) => {
      Conditions['Never'] = { 'Fn::Equals': ['a', 'b'] }
      Resources['WorkDeadLetters']!.Condition = 'Never'
    },
    found: /WorkDeadLetters is not made: its condition Never is false/,
  },
]

/** What AWS would take, and we do not want. */
export const faultsOfSubstance: readonly Fault[] = [
  {
    title: 'a queue without a dead-letter queue',
    plant: without('WorkQueue', 'RedrivePolicy'),
    found: /^WorkQueue: has no dead-letter queue$/,
  },
  {
    title: 'two queues with one dead-letter queue',
    plant: withValue(
      { 'Fn::GetAtt': ['SubmitDeadLetters', 'Arn'] },
      'WorkQueue',
      'deadLetterTargetArn',
      'RedrivePolicy',
    ),
    found: /^SubmitDeadLetters: belongs to more than one queue$/,
  },
  {
    title: 'a queue that gives up early',
    plant: withValue(3, 'WorkQueue', 'maxReceiveCount', 'RedrivePolicy'),
    found: /^WorkQueue: 3 receives, not 50$/,
  },
  {
    title: 'dead letters that are kept for a day',
    plant: withValue(86_400, 'WorkDeadLetters', 'MessageRetentionPeriod'),
    found: /^WorkDeadLetters: keeps messages for 86400 s/,
  },
  {
    title: 'a queue that hides messages for less than its function may run',
    plant: withValue(29, 'WorkQueue', 'VisibilityTimeout'),
    found: /^WorkQueue: hides for 29 s, not for 15 \+ 15$/,
  },
  {
    title: 'a function that may run for longer than its queue hides messages',
    plant: withValue(60, 'AdvanceLambdaFunction', 'Timeout'),
    found: /^WorkQueue: hides for 30 s, not for 60 \+ 15$/,
  },
  {
    title: 'a queue that nobody reads',
    plant: ({ Resources }) =>
      void (Resources['Lost'] = { Type: 'AWS::SQS::Queue', Properties: { SqsManagedSseEnabled: true } }),
    found: /^Lost: nobody reads it$/,
  },
  {
    title: 'a queue that is polled without waiting',
    plant: without('WorkQueue', 'ReceiveMessageWaitTimeSeconds'),
    found: /^WorkQueue: polls do not wait$/,
  },
  {
    title: 'a queue that is not encrypted',
    plant: withValue(false, 'WorkQueue', 'SqsManagedSseEnabled'),
    found: /^WorkQueue: is not encrypted/,
  },
  {
    title: 'a queue without a policy',
    plant: ({ Resources }) => void delete Resources['WorkQueuePolicy'],
    found: /^WorkQueue: may be reached without TLS$/,
  },
  {
    title: 'a mapping that brings back whole batches',
    plant: without(reader, 'FunctionResponseTypes'),
    found: /one message that fails brings back its whole batch$/,
  },
  {
    title: 'a mapping that may take all of the account',
    plant: without(reader, 'ScalingConfig'),
    found: /may take all of the account$/,
  },
  {
    title: 'a queue that two functions read',
    plant: withValue({ 'Fn::GetAtt': ['SubmitQueue', 'Arn'] }, reader, 'EventSourceArn'),
    found: /SubmitQueue has another reader$/,
  },
  {
    title: 'two functions with one role',
    plant: withValue({ 'Fn::GetAtt': ['ResolveRole', 'Arn'] }, 'NotifyLambdaFunction', 'Role'),
    found: /^ResolveRole: 2 functions have it, not one$/,
  },
  {
    title: 'a role that others than Lambda may take',
    plant: (template) => {
      const [statement] = at(template, 'NotifyRole', 'AssumeRolePolicyDocument')['Statement'] as JsonObject[]
      statement!['Principal'] = { AWS: '*' }
    },
    found: /^NotifyRole: others than Lambda may take it$/,
  },
  {
    title: 'an action with a wildcard',
    plant: withStatement({ Action: 'sqs:*', Resource: { 'Fn::GetAtt': ['WorkQueue', 'Arn'] } }),
    found: /^NotifyRole: Planted allows sqs:\*$/,
  },
  {
    title: 'an action on everything',
    plant: withStatement({ Action: 's3:GetObject', Resource: '*' }),
    found: /^NotifyRole: Planted allows s3:GetObject on whatever there is$/,
  },
  {
    title: 'an action on every table',
    plant: withStatement({ Action: 'dynamodb:Query', Resource: { 'Fn::Sub': 'arn:aws:dynamodb:us-east-1:1:table/*' } }),
    found: /^NotifyRole: Planted allows dynamodb:Query on whatever there is$/,
  },
  {
    title: 'all actions but one',
    plant: withStatement({ NotAction: 's3:DeleteObject', Resource: '*' }),
    found: /^NotifyRole: Planted names what is not allowed/,
  },
  {
    title: 'a policy of AWS’s own, which is on everything',
    plant: withValue(
      ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      'NotifyRole',
      'ManagedPolicyArns',
    ),
    found: /^NotifyRole: .* allows logs:CreateLogGroup on whatever there is$/,
  },
  {
    title: 'a function that is cut off when it loops',
    plant: without('AdvanceLambdaFunction', 'RecursiveLoop'),
    found: /^AdvanceLambdaFunction: is cut off after sixteen hops$/,
  },
  {
    title: 'a function on another runtime',
    plant: withValue('nodejs20.x', 'AdvanceLambdaFunction', 'Runtime'),
    found: /^AdvanceLambdaFunction\.Runtime: /,
  },
  {
    title: 'logs that stay for ever',
    plant: without('AdvanceLogGroup', 'RetentionInDays'),
    found: /^AdvanceLambdaFunction: its logs stay for ever$/,
  },
  {
    title: 'a variable that no function reads',
    plant: withValue('x', 'AdvanceLambdaFunction', 'MILLRACE_TABEL', 'Environment', 'Variables'),
    found: /^AdvanceLambdaFunction: no function reads MILLRACE_TABEL$/,
  },
  {
    title: 'a table with another key',
    plant: withValue([{ AttributeName: 'pk', KeyType: 'HASH' }], 'Table', 'KeySchema'),
    found: /^Table\.KeySchema: is not what the adapters expect$/,
  },
  {
    title: 'a table that cannot be restored',
    plant: withValue(false, 'Table', 'PointInTimeRecoveryEnabled', 'PointInTimeRecoverySpecification'),
    found: /^Table: cannot be restored to a point in time$/,
  },
  {
    title: 'a table that never forgets',
    plant: withValue('expires', 'Table', 'AttributeName', 'TimeToLiveSpecification'),
    found: /^Table: does not forget by expiresAt$/,
  },
  {
    title: 'a table that may be deleted',
    plant: without('Table', 'DeletionProtectionEnabled'),
    found: /^Table: may be deleted$/,
  },
  {
    title: 'a table that goes with the stack',
    plant: ({ Resources }) => void delete Resources['Table']!['DeletionPolicy'],
    found: /^Table: its DeletionPolicy is not Retain$/,
  },
  {
    title: 'a bucket that may be public',
    plant: without('Bucket', 'BlockPublicPolicy', 'PublicAccessBlockConfiguration'),
    found: /^Bucket: BlockPublicPolicy is not set$/,
  },
  {
    title: 'a bucket without a policy',
    plant: ({ Resources }) => void delete Resources['BucketPolicy'],
    found: /^Bucket: may be reached without TLS$/,
  },
  {
    title: 'a bucket that keeps what broke off',
    plant: without('Bucket', 'LifecycleConfiguration'),
    found: /^Bucket: keeps uploads that broke off$/,
  },
  {
    title: 'dead letters that nobody hears of',
    plant: ({ Resources }) => void delete Resources['WorkDeadLettersAlarm'],
    found: /^there is no alarm on AWS\/SQS ApproximateNumberOfMessagesVisible of .*-work-dead-letters$/,
  },
  {
    title: 'an alarm on what nobody counts',
    plant: withValue('WatchersLost', 'WatcherLeaseLostAlarm', 'MetricName'),
    found: /^there is an alarm on WatchersLost, which no function counts$/,
  },
]
