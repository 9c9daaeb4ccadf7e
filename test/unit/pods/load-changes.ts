import { readFileSync } from 'node:fs'
import type { Pod, PodSpec, PodStatus } from '../../../lib/core/kubernetes.ts'

interface Fixture {
  metadata: Pod['metadata']
  spec: PodSpec
  changes: { type: string; nodeName?: string; deletionTimestamp?: string; status: PodStatus }[]
}

/** What a watch of a real Kubernetes 1.36 sent of one pod, in order; trimmed of what nobody looks at. */
export const loadChanges = (name: string): { pod: Pod; gone: boolean }[] => {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
  const { metadata, spec, changes } = JSON.parse(text) as Fixture
  return changes.map(({ type, nodeName, deletionTimestamp, status }) => ({
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, deletionTimestamp },
      spec: { ...spec, nodeName },
      status,
    },
    gone: type === 'DELETED',
  }))
}

/** The last state of that pod before it was gone. */
export const lastPod = (name: string): Pod => loadChanges(name).findLast(({ gone }) => !gone)!.pod
