import * as z from 'zod'
import { json, text, texts } from './fields.ts'
import { Param, ParamSpec, PipelineResult } from './param.ts'
import { Ref } from './reference.ts'
import { resource } from './resource.ts'
import { EmbeddedTask } from './task.ts'
import { PipelineWorkspace, TaskWorkspace } from './workspace.ts'

export const When = z.strictObject({
  input: text.optional(),
  operator: text.optional(),
  values: texts.optional(),
  cel: text.optional(),
})
export type When = z.infer<typeof When>

export const MatrixSpec = z.strictObject({
  params: z.array(Param).optional(),
  include: z.array(z.strictObject({ name: text.optional(), params: z.array(Param).optional() })).optional(),
})
export type MatrixSpec = z.infer<typeof MatrixSpec>

export const PipelineTask = z.strictObject({
  name: text.optional(),
  displayName: text.optional(),
  description: text.optional(),
  taskRef: Ref.optional(),
  taskSpec: EmbeddedTask.optional(),
  pipelineRef: json.optional(),
  pipelineSpec: json.optional(),
  when: z.array(When).optional(),
  retries: z.int().optional(),
  runAfter: texts.optional(),
  params: z.array(Param).optional(),
  matrix: MatrixSpec.optional(),
  workspaces: z.array(TaskWorkspace).optional(),
  timeout: text.optional(),
  onError: text.optional(),
  /** Of v1beta1; Tekton has removed what they meant. */
  resources: json.optional(),
  conditions: json.optional(),
})
export type PipelineTask = z.infer<typeof PipelineTask>

export const PipelineSpec = z.strictObject({
  displayName: text.optional(),
  description: text.optional(),
  params: z.array(ParamSpec).optional(),
  tasks: z.array(PipelineTask).optional(),
  finally: z.array(PipelineTask).optional(),
  workspaces: z.array(PipelineWorkspace).optional(),
  results: z.array(PipelineResult).optional(),
  /** Of v1beta1; Tekton has removed what it meant. */
  resources: json.optional(),
})
export type PipelineSpec = z.infer<typeof PipelineSpec>

export const Pipeline = resource('Pipeline', PipelineSpec)
export type Pipeline = z.infer<typeof Pipeline>
