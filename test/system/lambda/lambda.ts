import { createAwsJson, sqsPrefix } from '../emulator/aws-json.ts'
import { permission } from '../emulator/call/permission.ts'
import type { CallContext } from '../emulator/call/read-call.ts'
import type { FaultPlan } from '../emulator/fault.ts'
import type { RecordedCall, Recorder } from '../emulator/recorder.ts'
import { startRecordingProxy } from '../emulator/recording-proxy.ts'
import { endpointVariable, type Service } from '../emulator/service.ts'
import type { RoleCredentials } from '../emulator/stand-in/identities.ts'
import type { ResolvedTemplate } from '../emulator/template.ts'
import { queueMappings, startEventSource } from './event-source.ts'
import type { FunctionDefinition } from './function-definition.ts'
import { createLambdaFunction, type LambdaFunction } from './lambda-function.ts'
import type { RandomKills } from './random-kills.ts'
import { follow, schedules } from './schedule.ts'

export interface LambdaOptions extends CallContext {
  template: ResolvedTemplate
  definitions: readonly FunctionDefinition[]
  credentialsOf: (definition: FunctionDefinition) => RoleCredentials
  endpoints: Record<Service, string>
  recorder: Recorder
  /** Variables besides those of the template, and instead of them. */
  variablesOf: (definition: FunctionDefinition) => Readonly<Record<string, string>>
  kills?: RandomKills
  capacity?: boolean
  faults?: FaultPlan
  /** Schedules go so many times as fast. */
  faster?: number
}

export interface Lambda {
  /** By their short names. */
  functions: Record<string, LambdaFunction>
  stop: () => Promise<void>
}

/** Every function of a template, with what invokes it: the pollers of queues, and schedules. */
export const startLambda = async (options: LambdaOptions): Promise<Lambda> => {
  const { template, definitions, endpoints } = options
  const made = await Promise.all(definitions.map((definition) => startFunction(options, definition)))
  const functionOf = (nameOrArn: string): LambdaFunction => {
    const found = made.find(({ lambda: { definition } }) => isNamed(definition, nameOrArn))
    if (!found) throw new Error(`no function ${nameOrArn} is deployed here`)
    return found.lambda
  }
  const sqs = createAwsJson(endpoints.sqs, sqsPrefix)
  const sources = queueMappings(template).map((mapping) => {
    const queue = template
      .ofType('AWS::SQS::Queue')
      .find(({ attributes }) => attributes['Arn'] === mapping.EventSourceArn)
    if (!queue) throw new Error(`the template has no queue ${mapping.EventSourceArn}`)
    const { definition, invoke } = functionOf(mapping.FunctionName)
    checkVisibility(Number(queue.properties['VisibilityTimeout'] ?? 30), definition)
    const onCall = (action: string) =>
      record(options.recorder, definition, {
        by: 'event source',
        service: 'sqs',
        action,
        permissions: [permission(`sqs:${action.replace(/Batch$/, '')}`, mapping.EventSourceArn)],
      })
    return startEventSource({ mapping, queueUrl: queue.ref, sqs, invoke, onCall })
  })
  const quiet = schedules(template).map((schedule) => {
    const { invoke } = functionOf(schedule.functionArn)
    return follow(schedule, (event) => void invoke(event), options.faster)
  })
  return {
    functions: Object.fromEntries(made.map(({ lambda }) => [lambda.definition.key, lambda])),
    stop: async () => {
      for (const end of quiet) end()
      const ended = sources.map((source) => source.stop())
      await Promise.all(made.map(({ lambda }) => lambda.stop()))
      await Promise.all(ended)
      await Promise.all(made.map(({ proxy }) => proxy.close()))
    },
  }
}

/** A mapping names its function by name or ARN, perhaps with a version or an alias behind it. */
const isNamed = ({ name, arn }: FunctionDefinition, given: string): boolean =>
  [name, arn].some((one) => given === one || given.startsWith(`${one}:`))

/** Lambda refuses a mapping whose messages would come back while they are being handled. */
const checkVisibility = (seconds: number, { name, timeoutMs }: FunctionDefinition): void => {
  if (seconds * 1_000 < timeoutMs)
    throw new Error(`the queue of ${name} hides messages for ${seconds} s, less than the function’s timeout`)
}

const startFunction = async (options: LambdaOptions, definition: FunctionDefinition) => {
  const { endpoints, recorder, place, partitionKey, capacity, faults, kills } = options
  const proxy = await startRecordingProxy({
    function: definition.key,
    endpoints,
    recorder,
    place,
    partitionKey,
    ...(capacity && { capacity }),
    ...(faults && { faults }),
  })
  const logs = `arn:aws:logs:${place.region}:${place.account}:log-group:${definition.logGroup}:log-stream:`
  const lambda = createLambdaFunction({
    definition,
    variables: variables(options, definition, proxy.url),
    ...(kills && { killAfterMs: () => kills(definition.key) }),
    onLog: (action, stream) =>
      record(recorder, definition, {
        by: 'runtime',
        service: 'logs',
        action: action.replace('logs:', ''),
        permissions: [permission(action, logs + stream)],
      }),
  })
  return { lambda, proxy }
}

const variables = (
  { credentialsOf, variablesOf, place }: LambdaOptions,
  definition: FunctionDefinition,
  proxyUrl: string,
): Record<string, string> => {
  const { accessKeyId, secretAccessKey } = credentialsOf(definition)
  return {
    ...definition.variables,
    ...Object.fromEntries(Object.values(endpointVariable).map((name) => [name, proxyUrl])),
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...variablesOf(definition),
  }
}

const record = (
  recorder: Recorder,
  { key }: FunctionDefinition,
  call: Pick<RecordedCall, 'by' | 'service' | 'action' | 'permissions'>,
): void =>
  recorder.record({ ...call, function: key, at: Date.now(), durationMs: 0, bytesIn: 0, bytesOut: 0, status: 200 })
