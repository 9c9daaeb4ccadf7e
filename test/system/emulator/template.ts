import * as z from 'zod'
import type { Json, JsonObject } from '../../../lib/core/kubernetes.ts'
import { asText } from './as-text.ts'
import { evaluate, holds, noValue, type Scope } from './intrinsics.ts'
import { generatedName, type Identity, identityOf, nameProperty, type Place } from './resource-identity.ts'

const JsonRecord = z.record(z.string(), z.json())

/** A CloudFormation template, as `serverless package` writes it. */
export const Template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.json().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), JsonRecord)).default({}),
  Conditions: JsonRecord.default({}),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Condition: z.string().optional(), Properties: JsonRecord.default({}) }),
  ),
  Outputs: z.record(z.string(), z.looseObject({ Condition: z.string().optional(), Value: z.json() })).default({}),
})
export type Template = z.infer<typeof Template>

/** A resource that the template makes, with nothing left to look up. */
export interface Resource extends Identity {
  logicalId: string
  type: string
  properties: JsonObject
}

export interface ResolvedTemplate {
  place: Place
  resources: readonly Resource[]
  outputs: Readonly<Record<string, Json>>
  ofType: (type: string) => Resource[]
}

export interface Deployment {
  place?: Partial<Place>
  /** Values of the template's parameters; those without one have a default. */
  parameters?: Readonly<Record<string, Json>>
}

/** The account that fauxqs and dynoxide believe to be. */
const defaults: Place = { account: '000000000000', region: 'us-east-1', stack: 'millrace-test' }

/**
 * What a deployment of the template would make: conditions decided, functions carried out, names and ARNs given.
 * Throws when something refers to what is not there, as CloudFormation does.
 */
export const resolveTemplate = (template: unknown, deployment: Deployment = {}): ResolvedTemplate => {
  const parsed = Template.parse(template)
  const place = { ...defaults, ...deployment.place }
  const scope = scopeOf(parsed, place, deployment.parameters ?? {})
  const wanted = (condition: string | undefined) => condition === undefined || scope.condition(condition)
  const resources = Object.entries(parsed.Resources)
    .filter(([, { Condition }]) => wanted(Condition))
    .map(([logicalId, { Type, Properties }]) => ({
      logicalId,
      type: Type,
      properties: resolved(Properties, scope, logicalId) as JsonObject,
      ...scope.identity(logicalId),
    }))
  const outputs = Object.entries(parsed.Outputs)
    .filter(([, { Condition }]) => wanted(Condition))
    .map(([name, { Value }]) => [name, resolved(Value, scope, `Outputs.${name}`)])
  return {
    place,
    resources,
    outputs: Object.fromEntries(outputs) as Record<string, Json>,
    ofType: (type) => resources.filter((resource) => resource.type === type),
  }
}

const resolved = (value: Json, scope: Scope, where: string): Json => {
  try {
    const found = evaluate(value, scope)
    if (found === noValue) throw new Error('AWS::NoValue where a value is needed')
    return found
  } catch (cause) {
    throw new Error(`${where}: ${(cause as Error).message}`, { cause })
  }
}

const scopeOf = (template: Template, place: Place, parameters: Readonly<Record<string, Json>>) => {
  const pseudo = pseudoParameters(place)
  const identities = new Map<string, Identity>()

  const identity = (logicalId: string): Identity => {
    const known = identities.get(logicalId)
    if (known) return known
    const resource = template.Resources[logicalId]
    if (!resource) throw new Error(`there is no resource ${logicalId}`)
    if (resource.Condition !== undefined && !scope.condition(resource.Condition))
      throw new Error(`${logicalId} is not made: its condition ${resource.Condition} is false`)
    const given = evaluate(resource.Properties[nameProperty(resource.Type)] ?? null, scope)
    const name = typeof given === 'string' ? given : generatedName(resource.Type, logicalId, place)
    const made = identityOf(resource.Type, name, place)
    identities.set(logicalId, made)
    return made
  }

  const scope = {
    identity,
    ref(name: string) {
      if (name === 'AWS::NoValue') return noValue
      const parameter = template.Parameters[name]
      const found = pseudo[name] ?? parameters[name] ?? parameter?.Default
      if (found !== undefined) return parameter?.Type.includes('List') === true ? asText(found).split(',') : found
      if (parameter) throw new Error(`the parameter ${name} has no value`)
      return identity(name).ref
    },
    attribute(logicalId: string, name: string) {
      const found = identity(logicalId).attributes[name]
      if (found === undefined) throw new Error(`${logicalId} has no attribute ${name}`)
      return found
    },
    condition(name: string): boolean {
      const expression = template.Conditions[name]
      if (expression === undefined) throw new Error(`there is no condition ${name}`)
      return holds(expression, scope)
    },
    mapped(map: string, first: string, second: string) {
      const found = template.Mappings[map]?.[first]?.[second]
      if (found === undefined) throw new Error(`nothing is mapped at ${map}.${first}.${second}`)
      return found
    },
  }
  return scope satisfies Scope
}

const pseudoParameters = ({ account, region, stack }: Place): Record<string, Json> => ({
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': stack,
  'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/00000000-0000-4000-8000-000000000000`,
  'AWS::NotificationARNs': [],
})
