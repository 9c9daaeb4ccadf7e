import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../core/kubernetes.ts'
import type { PlanClaim } from '../../core/plan.ts'

/** Whether the claim's volume can be on one node at a time only. Of a claim that is there already it may be so. */
export const isSingleNode = ({ spec, existing }: PlanClaim): boolean => {
  if (existing) return true
  const modes = Array.isArray(spec.accessModes) ? spec.accessModes : []
  return modes.includes('ReadWriteOnce') && !modes.includes('ReadWriteMany')
}

/** One label per claim, which its pods find each other by. */
export const claimLabels = (claims: readonly PlanClaim[]): Record<string, string> =>
  Object.fromEntries(claims.map((claim) => [labelOf(claim), 'true']))

/**
 * The author's affinity, and for each single-node claim the node where a pod that mounts it runs. The first such pod
 * satisfies its own term, so it may go anywhere: rather to the node that the volume was last on.
 */
export const claimAffinity = (
  written: Json | undefined,
  claims: readonly PlanClaim[],
  lastNode?: string,
): JsonObject | undefined => {
  const own = objectOf(written)
  if (claims.length === 0) return written === undefined ? undefined : own
  const together = Object.keys(claimLabels(claims)).map((label) => ({
    labelSelector: { matchLabels: { [label]: 'true' } },
    topologyKey: 'kubernetes.io/hostname',
  }))
  return {
    ...own,
    podAffinity: withTerms(own.podAffinity, 'requiredDuringSchedulingIgnoredDuringExecution', together),
    ...(lastNode === undefined
      ? {}
      : {
          nodeAffinity: withTerms(own.nodeAffinity, 'preferredDuringSchedulingIgnoredDuringExecution', [
            {
              weight: 100,
              preference: { matchFields: [{ key: 'metadata.name', operator: 'In', values: [lastNode] }] },
            },
          ]),
        }),
  }
}

const labelOf = ({ name }: PlanClaim): string =>
  `millrace.dev/claim-${createHash('sha256').update(name).digest('hex').slice(0, 10)}`

const withTerms = (written: Json | undefined, field: string, terms: JsonObject[]): JsonObject => {
  const own = objectOf(written)
  const before = own[field]
  return { ...own, [field]: [...(Array.isArray(before) ? before : []), ...terms] }
}

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
