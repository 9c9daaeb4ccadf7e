import * as z from 'zod'
import { Sidecar, Step, StepTemplate } from './container.ts'
import { json, text, textMap } from './fields.ts'
import { ParamSpec, TaskResult } from './param.ts'
import { resource } from './resource.ts'
import { Volume } from './volume.ts'
import { WorkspaceDeclaration } from './workspace.ts'

const task = {
  displayName: text.optional(),
  description: text.optional(),
  params: z.array(ParamSpec).optional(),
  steps: z.array(Step).optional(),
  stepTemplate: StepTemplate.optional(),
  sidecars: z.array(Sidecar).optional(),
  volumes: z.array(Volume).optional(),
  workspaces: z.array(WorkspaceDeclaration).optional(),
  results: z.array(TaskResult).optional(),
  /** Of v1beta1; Tekton has removed what it meant. */
  resources: json.optional(),
}

export const TaskSpec = z.strictObject(task)
export type TaskSpec = z.infer<typeof TaskSpec>

/** A Task written into a Pipeline. With apiVersion and kind it is a custom task. */
export const EmbeddedTask = z.strictObject({
  ...task,
  metadata: z.strictObject({ labels: textMap.optional(), annotations: textMap.optional() }).optional(),
  apiVersion: text.optional(),
  kind: text.optional(),
  spec: json.optional(),
})
export type EmbeddedTask = z.infer<typeof EmbeddedTask>

export const Task = resource('Task', TaskSpec)
export type Task = z.infer<typeof Task>
