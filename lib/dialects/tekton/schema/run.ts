import * as z from 'zod'
import { anything, EnvVar, json, Resources, text, textMap } from './fields.ts'
import { Param } from './param.ts'
import { PipelineSpec } from './pipeline.ts'
import { Ref } from './reference.ts'
import { resource } from './resource.ts'
import { TaskSpec } from './task.ts'
import { Volume } from './volume.ts'
import { WorkspaceBinding } from './workspace.ts'

export const PodTemplate = z.strictObject({
  nodeSelector: textMap.optional(),
  env: z.array(EnvVar).optional(),
  tolerations: z.array(anything).optional(),
  affinity: anything.optional(),
  securityContext: anything.optional(),
  volumes: z.array(Volume).optional(),
  runtimeClassName: text.optional(),
  automountServiceAccountToken: z.boolean().optional(),
  dnsPolicy: text.optional(),
  dnsConfig: anything.optional(),
  enableServiceLinks: z.boolean().optional(),
  priorityClassName: text.optional(),
  schedulerName: text.optional(),
  imagePullSecrets: z.array(anything).optional(),
  hostAliases: z.array(anything).optional(),
  hostNetwork: z.boolean().optional(),
  hostUsers: z.boolean().optional(),
  topologySpreadConstraints: z.array(anything).optional(),
})
export type PodTemplate = z.infer<typeof PodTemplate>

export const TaskRunSpec = z.strictObject({
  taskRef: Ref.optional(),
  taskSpec: TaskSpec.optional(),
  params: z.array(Param).optional(),
  serviceAccountName: text.optional(),
  status: text.optional(),
  statusMessage: text.optional(),
  retries: z.int().optional(),
  timeout: text.optional(),
  podTemplate: PodTemplate.optional(),
  workspaces: z.array(WorkspaceBinding).optional(),
  computeResources: Resources.optional(),
  stepSpecs: json.optional(),
  sidecarSpecs: json.optional(),
  debug: json.optional(),
  managedBy: text.optional(),
  /** Of v1beta1; Tekton has removed what it meant. */
  resources: json.optional(),
})
export type TaskRunSpec = z.infer<typeof TaskRunSpec>

export const Timeouts = z.strictObject({
  pipeline: text.optional(),
  tasks: text.optional(),
  finally: text.optional(),
})
export type Timeouts = z.infer<typeof Timeouts>

export const PipelineRunSpec = z.strictObject({
  pipelineRef: Ref.optional(),
  pipelineSpec: PipelineSpec.optional(),
  params: z.array(Param).optional(),
  status: text.optional(),
  timeouts: Timeouts.optional(),
  taskRunTemplate: z
    .strictObject({ podTemplate: PodTemplate.optional(), serviceAccountName: text.optional() })
    .optional(),
  workspaces: z.array(WorkspaceBinding).optional(),
  taskRunSpecs: json.optional(),
  managedBy: text.optional(),
  /** Of v1beta1; Tekton has removed what it meant. */
  resources: json.optional(),
})
export type PipelineRunSpec = z.infer<typeof PipelineRunSpec>

export const TaskRun = resource('TaskRun', TaskRunSpec)
export type TaskRun = z.infer<typeof TaskRun>
export const PipelineRun = resource('PipelineRun', PipelineRunSpec)
export type PipelineRun = z.infer<typeof PipelineRun>
