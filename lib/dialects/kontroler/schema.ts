import * as z from 'zod'
import { Metadata } from '../metadata.ts'
import { PodTemplate, Resources } from './pod-template.ts'

export const apiVersion = 'kontroler.greedykomodo/v1alpha1'

const resource = <S extends z.ZodType>(kind: string, spec: S) =>
  z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(kind),
    metadata: Metadata,
    spec,
    status: z.unknown().optional(),
  })

const Backoff = z.strictObject({
  limit: z.int().min(0, 'must not be negative').max(2_147_483_647, 'must be at most 2147483647'),
})
const Conditional = z.strictObject({ enabled: z.boolean(), retryCodes: z.array(z.int()) })

/** What a task of a DAG and a DagTask have in common. */
const work = {
  image: z.string().optional(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  script: z.string().optional(),
  scriptInjectorImage: z.string().optional(),
  runAfter: z.array(z.string()).optional(),
  backoff: Backoff.optional(),
  conditional: Conditional.optional(),
  parameters: z.array(z.string()).optional(),
  podTemplate: PodTemplate.optional(),
}

/** The image, the command and all that says how a task runs. */
export const Work = z.strictObject(work)
export type Work = z.infer<typeof Work>

export const Task = z.strictObject({
  name: z.string(),
  ...work,
  taskRef: z.strictObject({ name: z.string(), version: z.int() }).optional(),
})
export type Task = z.infer<typeof Task>

export const Parameter = z.strictObject({
  name: z.string(),
  defaultValue: z.string().optional(),
  defaultFromSecret: z.string().optional(),
})
export type Parameter = z.infer<typeof Parameter>

const Requirement = z.strictObject({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist'], 'must be In, NotIn, Exists or DoesNotExist'),
  values: z.array(z.string()).optional(),
})
const AccessMode = z.enum(
  ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  'must be ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod',
)
const Pvc = z.strictObject({
  accessModes: z.array(AccessMode).optional(),
  selector: z
    .strictObject({
      matchLabels: z.record(z.string(), z.string()).optional(),
      matchExpressions: z.array(Requirement).optional(),
    })
    .optional(),
  resources: Resources.optional(),
  storageClassName: z.string().optional(),
  volumeMode: z.enum(['Filesystem', 'Block'], 'must be Filesystem or Block').optional(),
})
export type Pvc = z.infer<typeof Pvc>

export const DagSpec = z.strictObject({
  schedule: z.string().optional(),
  task: z.array(Task).optional(),
  parameters: z.array(Parameter).optional(),
  webhook: z.strictObject({ url: z.string(), verifySSL: z.boolean() }).optional(),
  workspace: z.strictObject({ enable: z.boolean(), pvc: Pvc }).optional(),
  suspended: z.boolean().optional(),
  dsl: z.string().optional(),
})
export type DagSpec = z.infer<typeof DagSpec>

const RunParameter = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  fromSecret: z.string().optional(),
})
export type RunParameter = z.infer<typeof RunParameter>

export const DagRunSpec = z.strictObject({ dagName: z.string(), parameters: z.array(RunParameter).optional() })
export type DagRunSpec = z.infer<typeof DagRunSpec>

export const Dag = resource('DAG', DagSpec)
export type Dag = z.infer<typeof Dag>
export const DagTask = resource('DagTask', Work)
export type DagTask = z.infer<typeof DagTask>
export const DagRun = resource('DagRun', DagRunSpec)
export type DagRun = z.infer<typeof DagRun>
