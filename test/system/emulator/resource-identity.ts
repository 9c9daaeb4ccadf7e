import { createHash } from 'node:crypto'

/** Where a template is deployed, as its pseudo parameters say it. */
export interface Place {
  account: string
  region: string
  stack: string
}

/** What others see of a deployed resource. */
export interface Identity {
  /** Its physical name. */
  name: string
  /** What `Ref` answers. */
  ref: string
  /** What `Fn::GetAtt` answers. */
  attributes: Record<string, string>
}

/** Hex digits that are the same for the same text. */
const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

/** The property that names a resource of a type; a resource without it gets a name from its stack and logical id. */
export const nameProperty = (type: string): string => named[type] ?? 'Name'

const named: Record<string, string> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::EC2::SecurityGroup': 'GroupName',
}

/** The name that CloudFormation would give: bucket names are in lower case. */
export const generatedName = (type: string, logicalId: string, { stack }: Place): string => {
  const name = `${stack}-${logicalId}-${digest(`${stack}/${logicalId}`, 12).toUpperCase()}`
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name
}

/** Well-formed identifiers of a resource that is deployed nowhere but here. */
export const identityOf = (type: string, name: string, place: Place): Identity => {
  const { ref = name, ...attributes } = (identities[type] ?? anyIdentity(type))(name, place)
  return { name, ref, attributes }
}

type Identify = (name: string, place: Place) => Record<string, string>

const arn =
  (service: string, path: (name: string) => string): Identify =>
  (name, { region, account }) => ({ Arn: `arn:aws:${service}:${region}:${account}:${path(name)}` })

const globalArn = (name: string, { account }: Place, path: string): string => `arn:aws:iam::${account}:${path}/${name}`

const anyIdentity = (type: string): Identify => {
  const [, service = '', kind = ''] = type.split('::')
  return arn(service.toLowerCase(), (name) => `${kind.toLowerCase()}/${name}`)
}

/** The suffix that Secrets Manager puts behind a secret's name. */
export const secretArn = (name: string, { region, account }: Place): string =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${digest(name, 6)}`

const identities: Record<string, Identify> = {
  'AWS::DynamoDB::Table': (name, place) => ({
    ...arn('dynamodb', (one) => `table/${one}`)(name, place),
    StreamArn: `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}/stream/2026-01-01T00:00:00.000`,
  }),
  'AWS::SQS::Queue': (name, place) => {
    const url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${name}`
    return { ...arn('sqs', (one) => one)(name, place), ref: url, QueueUrl: url, QueueName: name }
  },
  'AWS::S3::Bucket': (name, { region }) => ({
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  }),
  'AWS::Lambda::Function': arn('lambda', (name) => `function:${name}`),
  'AWS::IAM::Role': (name, place) => ({
    Arn: globalArn(name, place, 'role'),
    RoleId: `AROA${digest(name, 16).toUpperCase()}`,
  }),
  'AWS::IAM::ManagedPolicy': (name, place) => ({ ref: globalArn(name, place, 'policy') }),
  'AWS::Logs::LogGroup': arn('logs', (name) => `log-group:${name}:*`),
  'AWS::Events::Rule': arn('events', (name) => `rule/${name}`),
  'AWS::Events::EventBus': (name, place) => ({
    ...arn('events', (one) => `event-bus/${one}`)(name, place),
    Name: name,
  }),
  'AWS::Scheduler::Schedule': arn('scheduler', (name) => `schedule/default/${name}`),
  'AWS::SNS::Topic': (name, { region, account }) => {
    const topic = `arn:aws:sns:${region}:${account}:${name}`
    return { ref: topic, TopicArn: topic, TopicName: name }
  },
  'AWS::CloudWatch::Alarm': arn('cloudwatch', (name) => `alarm:${name}`),
  'AWS::SecretsManager::Secret': (name, place) => ({ ref: secretArn(name, place), Id: secretArn(name, place) }),
  'AWS::KMS::Key': (name, place) => {
    const hex = digest(name, 32)
    const key = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
    return { ...arn('kms', () => `key/${key}`)(name, place), ref: key, KeyId: key }
  },
  'AWS::EC2::SecurityGroup': (name) => {
    const id = `sg-${digest(name, 17)}`
    return { ref: id, GroupId: id, VpcId: `vpc-${digest(name, 17)}` }
  },
}
