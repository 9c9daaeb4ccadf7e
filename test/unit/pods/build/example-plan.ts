import type { Container } from '../../../../lib/core/kubernetes.ts'
import type { RunId } from '../../../../lib/core/message.ts'
import type { Plan, PlanClaim, PlanPod } from '../../../../lib/core/plan.ts'
import { RunSettings } from '../../../../lib/core/settings.ts'
import { buildPod, type PodInput } from '../../../../lib/pods/build/build-pod.ts'

export const runId = '0190f3a2-77aa-8123-9abc-00000000002a' as RunId

export const step = (container: Partial<Container> = {}, script?: string): PlanPod['steps'][number] => ({
  container: { name: 'main', image: 'busybox', ...container },
  script,
})

export const claim = (name: string, ...accessModes: string[]): PlanClaim => ({
  name,
  spec: { accessModes, resources: { requests: { storage: '1Gi' } } },
  keep: 'run',
})

export const planOf = (pod: Partial<PlanPod>, claims: PlanClaim[] = []): Plan => ({
  version: 1,
  source: { dialect: 'kontroler', kind: 'DAG', name: 'example' },
  tasks: [{ name: 'compile', needs: [], retry: { limit: 0 }, pod: 0 }],
  pods: [
    {
      steps: [step({ command: ['true'] })],
      volumes: [],
      mounts: [],
      workspaces: [],
      labels: {},
      annotations: {},
      spec: {},
      ...pod,
    },
  ],
  claims,
  subject: 'DagRun "example"',
  failurePolicy: 'continue',
})

/** The pod of the only task of a plan with this pod. */
export const build = (pod: Partial<PlanPod>, claims: PlanClaim[] = [], more: Partial<PodInput> = {}) =>
  buildPod({
    plan: { claims },
    planPod: planOf(pod, claims).pods[0]!,
    task: 0,
    taskName: 'compile',
    attempt: 0,
    runId,
    nonce: 'c0ffee',
    namespace: 'builds',
    settings: RunSettings.parse({}),
    ...more,
  })
