import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { zipSync } from 'fflate'
import type { Json, JsonObject } from '../../../lib/core/kubernetes.ts'

export interface ToyFunction {
  /** The text of `index.mjs`. Imports are resolved from the project. */
  code: string
  properties?: JsonObject
  /** Properties of the mapping of the function's queue; absent: no mapping. */
  mapping?: JsonObject
  /** Properties of its queue. */
  queue?: JsonObject
  statements?: Json[]
}

/** Zips of functions, by their names, in a folder given. */
export const zipToys = (toys: Readonly<Record<string, ToyFunction>>, folder: string): Record<string, string> => {
  const zips = Object.entries(toys).map(([name, { code }]) => {
    const zip = join(folder, `${name}.zip`)
    writeFileSync(zip, zipSync({ 'index.mjs': Buffer.from(bundled(code)) }))
    return [name, zip]
  })
  return Object.fromEntries(zips) as Record<string, string>
}

const bundled = (contents: string): string => {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
  })
  return outputFiles[0]?.text ?? ''
}

const getAtt = (logicalId: string, attribute = 'Arn'): Json => ({ 'Fn::GetAtt': [logicalId, attribute] })

/** A template with a function, its role, a queue `<name>` and a dead-letter queue `<name>-dlq` for each toy. */
export const toyTemplate = (toys: Readonly<Record<string, ToyFunction>>, more: JsonObject = {}): JsonObject => ({
  Resources: { ...Object.assign({}, ...Object.entries(toys).map(([name, toy]) => resourcesOf(name, toy))), ...more },
})

const resourcesOf = (name: string, toy: ToyFunction): JsonObject => ({
  [`${name}Dead`]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${name}-dlq` } },
  [`${name}Queue`]: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: { 'Fn::Sub': `${name}-queue` },
      VisibilityTimeout: 1,
      RedrivePolicy: { deadLetterTargetArn: getAtt(`${name}Dead`), maxReceiveCount: 3 },
      ...toy.queue,
    },
  },
  [`${name}Role`]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `toy-${name}-role`,
      Policies: [{ PolicyDocument: { Statement: [...ownQueue(name), ...(toy.statements ?? [])] } }],
    },
  },
  [`${name}LambdaFunction`]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
      Handler: 'index.handler',
      Role: getAtt(`${name}Role`),
      Timeout: 1,
      ...toy.properties,
    },
  },
  ...(toy.mapping && { [`${name}Mapping`]: mapping(name, toy.mapping) }),
})

const ownQueue = (name: string): Json[] => [
  {
    Effect: 'Allow',
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: getAtt(`${name}Queue`),
  },
  { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
]

const mapping = (name: string, properties: JsonObject): Json => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: getAtt(`${name}Queue`),
    FunctionName: getAtt(`${name}LambdaFunction`),
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...properties,
  },
})
