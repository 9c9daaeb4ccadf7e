import * as z from 'zod'
import { anything, json, text } from './fields.ts'

/** What a Task wants to have at a path. */
export const WorkspaceDeclaration = z.strictObject({
  name: text,
  description: text.optional(),
  mountPath: text.optional(),
  readOnly: z.boolean().optional(),
  optional: z.boolean().optional(),
})
export type WorkspaceDeclaration = z.infer<typeof WorkspaceDeclaration>

export const PipelineWorkspace = z.strictObject({
  name: text,
  description: text.optional(),
  optional: z.boolean().optional(),
})
export type PipelineWorkspace = z.infer<typeof PipelineWorkspace>

/** The workspace of a Pipeline that a task of it gets; the name is the Task's. */
export const TaskWorkspace = z.strictObject({
  name: text,
  workspace: text.optional(),
  subPath: text.optional(),
})
export type TaskWorkspace = z.infer<typeof TaskWorkspace>

const Template = z.strictObject({
  apiVersion: text.optional(),
  kind: text.optional(),
  metadata: anything.optional(),
  spec: anything.optional(),
  status: json.optional(),
})

/** What stands behind a workspace: exactly one source. */
export const WorkspaceBinding = z.strictObject({
  name: text,
  subPath: text.optional(),
  volumeClaimTemplate: Template.optional(),
  persistentVolumeClaim: z.strictObject({ claimName: text.optional(), readOnly: z.boolean().optional() }).optional(),
  emptyDir: anything.optional(),
  configMap: anything.optional(),
  secret: anything.optional(),
  projected: anything.optional(),
  csi: anything.optional(),
})
export type WorkspaceBinding = z.infer<typeof WorkspaceBinding>

export const bindingSources = [
  'volumeClaimTemplate',
  'persistentVolumeClaim',
  'emptyDir',
  'configMap',
  'secret',
  'projected',
  'csi',
] as const
