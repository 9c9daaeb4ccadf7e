import * as z from 'zod'
import type { Json, JsonObject } from '../../../core/kubernetes.ts'

export const text = z.string()
export const texts = z.array(z.string())
export const textMap = z.record(z.string(), z.string())
/** A part of the Kubernetes API that travels as it was written. */
export const anything: z.ZodType<JsonObject> = z.record(z.string(), z.json())
export const json: z.ZodType<Json> = z.json()

/** Go reads a number where Kubernetes has an amount. */
const amount = z.custom<string | number>(
  (value) => typeof value === 'string' || typeof value === 'number',
  'must be an amount such as 500m or 64Mi',
)
const amounts = z.record(z.string(), amount)

export const Resources = z.strictObject({
  limits: amounts.optional(),
  requests: amounts.optional(),
  claims: z.array(anything).optional(),
})
export type Resources = z.infer<typeof Resources>

export const EnvVar = z.strictObject({ name: text, value: text.optional(), valueFrom: anything.optional() })
export type EnvVar = z.infer<typeof EnvVar>

export const VolumeMount = z.strictObject({
  name: text,
  mountPath: text,
  subPath: text.optional(),
  subPathExpr: text.optional(),
  readOnly: z.boolean().optional(),
  recursiveReadOnly: text.optional(),
  mountPropagation: text.optional(),
})
export type VolumeMount = z.infer<typeof VolumeMount>
