import * as z from 'zod'
import type { JsonObject } from '../../core/kubernetes.ts'

const name = z.string()
const anything = z.record(z.string(), z.json()) as z.ZodType<JsonObject>
/** Quantities are strings here: the CRD refuses numbers. */
const quantities = z.record(z.string(), z.string())
export const Resources = z.strictObject({ limits: quantities.optional(), requests: quantities.optional() })

const Toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(['Exists', 'Equal', 'Lt', 'Gt'], 'must be Exists or Equal').optional(),
  value: z.string().optional(),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'], 'must be NoSchedule, PreferNoSchedule or NoExecute')
    .optional(),
  tolerationSeconds: z.int().optional(),
})

export const PodTemplate = z.strictObject({
  volumes: z
    .array(
      z.strictObject({
        name,
        emptyDir: z.strictObject({}).optional(),
        persistentVolumeClaim: z.strictObject({ claimName: z.string() }).optional(),
      }),
    )
    .optional(),
  volumeMounts: z.array(z.strictObject({ name, mountPath: z.string(), readOnly: z.boolean().optional() })).optional(),
  imagePullSecrets: z.array(z.strictObject({ name })).optional(),
  securityContext: z.strictObject({ fsGroup: z.int().nonnegative('must not be negative').optional() }).optional(),
  nodeSelector: z.record(z.string(), z.string()).optional(),
  tolerations: z.array(Toleration).optional(),
  affinity: z
    .strictObject({
      nodeAffinity: anything.optional(),
      podAffinity: anything.optional(),
      podAntiAffinity: anything.optional(),
    })
    .optional(),
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  activeDeadlineSeconds: z
    .int()
    .min(1, 'must be at least 1')
    .max(2_147_483_647, 'must be at most 2147483647')
    .optional(),
  resources: Resources.optional(),
})
export type PodTemplate = z.infer<typeof PodTemplate>
