import type { Claim } from '../../core/kubernetes.ts'
import type { RunId } from '../../core/message.ts'
import type { Plan } from '../../core/plan.ts'
import type { RunSettings } from '../../core/settings.ts'
import { nonceAnnotation, podQueryLabels, withoutManager } from '../labels.ts'

/** One of the claims that a run makes for itself; `claim` is its index in the plan. */
export const buildClaim = (input: {
  plan: Plan
  claim: number
  runId: RunId
  nonce: string
  namespace: string
  settings: RunSettings
}): Claim => {
  const { name, spec, labels = {} } = input.plan.claims[input.claim]!
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace: input.namespace,
      labels: { ...withoutManager(labels), ...podQueryLabels(input.settings.installation, input.runId) },
      annotations: { [nonceAnnotation]: input.nonce },
    },
    spec,
  }
}
