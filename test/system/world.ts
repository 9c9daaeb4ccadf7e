import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../lib/core/kubernetes.ts'
import type { MakeKubelet } from '../../lib/local/cluster/kubelet.ts'
import type { Log } from '../../lib/ports/log.ts'
import { type Emulators, startEmulators } from './emulator/emulators.ts'
import type { FaultPlan } from './emulator/fault.ts'
import { type Cluster, startCluster } from './emulator/gateway/start-cluster.ts'
import { leastPrivilege } from './emulator/iam/least-privilege.ts'
import { refusalsOfResources, statementsOfRole } from './emulator/iam/policy.ts'
import { partitionKeys } from './emulator/partition-keys.ts'
import { createRecorder } from './emulator/recorder.ts'
import { assumedRoleArn, credentialsOf } from './emulator/stand-in/identities.ts'
import { type Deployment, type ResolvedTemplate, type Resource, resolveTemplate } from './emulator/template.ts'
import { type FunctionDefinition, functionDefinitions } from './lambda/function-definition.ts'
import { startLambda } from './lambda/lambda.ts'
import { createRandomKills, type KillOptions } from './lambda/random-kills.ts'
import { unpack } from './lambda/unpack.ts'

export interface SystemOptions extends Deployment {
  /** A CloudFormation template, as it was packaged. */
  template: unknown
  /** The zip of each function, by its short name. */
  artefacts: Readonly<Record<string, string>>
  /** The kubelet of the cluster, given a folder for what it keeps. Absent: there is no cluster. */
  kubelet?: (folder: string) => MakeKubelet
  /** Manifests with the roles and bindings of the functions' groups; the cluster then refuses all else. */
  rbac?: readonly string[]
  /** Of the cluster, when the template does not say it. */
  clusterName?: string
  /** Where the cluster says what goes wrong in it. */
  log?: Log
  /** Kills environments that are at work, at random moments. */
  kill?: KillOptions
  /** What a test changes of a resource before it is made, such as the visibility of a queue. */
  change?: (resource: Resource) => Resource
  /** Variables of every function, instead of the template's. */
  variables?: Readonly<Record<string, string>>
  /** Has DynamoDB tell the units of every call. */
  capacity?: boolean
  /** What goes wrong with a call of a function. */
  faults?: FaultPlan
  /** Schedules go so many times as fast. */
  faster?: number
}

/** Deploys a packaged template here: emulated services, its functions in processes of their own, and a cluster. */
export const startSystem = async (options: SystemOptions) => {
  // What has been started is stopped in the reverse order, also when something after it cannot be.
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'millrace-system-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const template = changed(resolveTemplate(options.template, options), options.change)
  const definitions = functionDefinitions(template, await unpack(options.artefacts, join(folder, 'functions')))
  const credentials = definitions.map(({ roleArn, name }) => credentialsOf(roleArn, name))
  const emulators = await startEmulators(template, credentials)
  stack.defer(emulators.stop)
  const cluster = options.kubelet && (await clusterOf(options, { template, definitions, emulators, folder }))
  if (cluster) stack.defer(cluster.stop)
  const recorder = createRecorder()
  const lambda = await startLambda({
    template,
    definitions,
    recorder,
    endpoints: emulators.endpoints,
    place: template.place,
    partitionKey: partitionKeys(template),
    credentialsOf: ({ roleArn, name }) => credentialsOf(roleArn, name),
    variablesOf: (definition) => ({ ...clusterVariables(definition, emulators, cluster), ...options.variables }),
    ...(options.kill && { kills: createRandomKills(options.kill) }),
    ...(options.capacity && { capacity: true }),
    ...(options.faults && { faults: options.faults }),
    ...(options.faster && { faster: options.faster }),
  })
  stack.defer(lambda.stop)
  const started = stack.move()
  return {
    template,
    folder,
    functions: lambda.functions,
    recorder,
    ...emulators,
    cluster,
    gateway: cluster?.gateway,
    /** What the functions were told, such as `MILLRACE_QUEUE_SUBMIT`. Throws when none of them was. */
    variable: (name: string) => variableOf(definitions, name),
    /** Puts a message on the queue of submissions; answers its id. */
    submit: (body: Json, attributes?: Readonly<Record<string, string>>) =>
      emulators.send(variableOf(definitions, 'MILLRACE_QUEUE_SUBMIT'), body, attributes),
    /** What each function did so far, beside what its role allows. */
    privileges: () => leastPrivilege(rolesOf(template, definitions), recorder.calls),
    stop: () => started.disposeAsync(),
  }
}

const variableOf = (definitions: readonly FunctionDefinition[], name: string): string => {
  const found = definitions.map(({ variables }) => variables[name]).find((value) => value !== undefined)
  if (found === undefined) throw new Error(`no function has the variable ${name}`)
  return found
}

const changed = (template: ResolvedTemplate, change = (resource: Resource) => resource): ResolvedTemplate => {
  const resources = template.resources.map(change)
  return { ...template, resources, ofType: (type) => resources.filter((resource) => resource.type === type) }
}

interface Parts {
  template: ResolvedTemplate
  definitions: readonly FunctionDefinition[]
  emulators: Emulators
  folder: string
}

const clusterOf = (
  { kubelet, rbac, clusterName, log }: SystemOptions,
  { template, definitions, emulators: { standIns }, folder }: Parts,
): Promise<Cluster> => {
  const named = definitions.map(({ variables }) => variables['MILLRACE_CLUSTER_NAME']).find((name) => name)
  return startCluster({
    folder,
    template,
    kubelet: kubelet!,
    clusterName: clusterName ?? named ?? 'millrace',
    sts: { answer: standIns.sts, url: standIns.url },
    functionOf: (arn) => {
      const found = definitions.find(
        ({ roleArn, name }) => assumedRoleArn(template.place.account, credentialsOf(roleArn, name)) === arn,
      )
      return found && { function: found.key, roleArn: found.roleArn }
    },
    ...(rbac && { rbac }),
    ...(log && { log }),
  })
}

/** Where a function that is to find the cluster finds it, in the way that its template chose. */
const clusterVariables = (
  { variables }: FunctionDefinition,
  { standIns }: Emulators,
  cluster: Cluster | undefined,
): Record<string, string> => {
  if (!cluster) return {}
  const endpoint = cluster.gateway.url
  const ca = Buffer.from(cluster.ca).toString('base64')
  const parameter = variables['MILLRACE_CLUSTER_PARAMETER']
  if (parameter) standIns.parameters.set(parameter, JSON.stringify({ endpoint, ca }))
  const told = { MILLRACE_CLUSTER_ENDPOINT: endpoint, MILLRACE_CLUSTER_CA: ca }
  return Object.fromEntries(Object.entries(told).filter(([name]) => Object.hasOwn(variables, name)))
}

const rolesOf = (template: ResolvedTemplate, definitions: readonly FunctionDefinition[]) => ({
  refusals: refusalsOfResources(template),
  statements: new Map(
    definitions.map(({ key, roleArn }) => {
      const role = template.ofType('AWS::IAM::Role').find(({ attributes }) => attributes['Arn'] === roleArn)
      if (!role) throw new Error(`the template has no role ${roleArn}`)
      return [key, statementsOfRole(template, role)] as const
    }),
  ),
})
