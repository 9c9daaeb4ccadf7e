import * as z from 'zod'
import { json, text, texts } from './fields.ts'

const properties = z.record(z.string(), z.strictObject({ type: text.optional() }))

/** A declaration. `default` is any JSON: what is neither a list nor a map of strings is text. */
export const ParamSpec = z.strictObject({
  name: text,
  type: text.optional(),
  description: text.optional(),
  properties: properties.optional(),
  default: json.optional(),
  enum: texts.optional(),
})
export type ParamSpec = z.infer<typeof ParamSpec>

export const Param = z.strictObject({ name: text, value: json })
export type Param = z.infer<typeof Param>

/** A result of a task; `value` takes it from a step's. */
export const TaskResult = z.strictObject({
  name: text,
  type: text.optional(),
  description: text.optional(),
  properties: properties.optional(),
  value: json.optional(),
})
export type TaskResult = z.infer<typeof TaskResult>

export const PipelineResult = z.strictObject({
  name: text,
  type: text.optional(),
  description: text.optional(),
  value: json,
})
export type PipelineResult = z.infer<typeof PipelineResult>
