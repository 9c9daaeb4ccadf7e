import * as z from 'zod'
import type { ResolvedTemplate, Resource } from '../emulator/template.ts'

const Properties = z.looseObject({
  Handler: z.string(),
  Role: z.string(),
  /** Seconds; Lambda's default. */
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).default({ Variables: {} }),
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).default({}),
})

/** A function as the template describes it. */
export interface FunctionDefinition {
  /** Its short name: that of its artefact. */
  key: string
  name: string
  arn: string
  roleArn: string
  handler: string
  timeoutMs: number
  memoryMb: number
  /** Environments at once, at most. */
  concurrency: number
  variables: Readonly<Record<string, string>>
  logGroup: string
  /** The folder with the unpacked artefact. */
  code: string
}

/** Environments of all functions of an account, unless a function reserves its own. */
const accountConcurrency = 1_000

/** Every function that there is an artefact of, with the folder that it was unpacked to. Throws when one is missing. */
export const functionDefinitions = (
  template: ResolvedTemplate,
  folders: Readonly<Record<string, string>>,
): FunctionDefinition[] =>
  Object.entries(folders).map(([key, code]) => {
    const resource = template.ofType('AWS::Lambda::Function').find((one) => isCalled(one, key))
    if (!resource) throw new Error(`the template has no function ${key}`)
    const properties = Properties.parse(resource.properties)
    return {
      key,
      name: resource.name,
      arn: resource.attributes['Arn'] ?? '',
      roleArn: properties.Role,
      handler: properties.Handler,
      timeoutMs: properties.Timeout * 1_000,
      memoryMb: properties.MemorySize,
      concurrency: properties.ReservedConcurrentExecutions ?? accountConcurrency,
      variables: properties.Environment.Variables,
      logGroup: properties.LoggingConfig.LogGroup ?? `/aws/lambda/${resource.name}`,
      code,
    }
  })

/** osls calls the function `resolve` of a service `service-stage-resolve`, and its resource `ResolveLambdaFunction`. */
const isCalled = ({ name, logicalId }: Resource, key: string): boolean =>
  name === key || name.endsWith(`-${key}`) || logicalId.toLowerCase() === `${key.toLowerCase()}lambdafunction`
