import { randomUUID } from 'node:crypto'
import { cpus, arch as machine, platform, release, totalmem } from 'node:os'
import type { KubeObject } from '../../../core/kubernetes.ts'
import { timestamp } from '../api/timestamp.ts'

export const nodeName = 'millrace-local'

const architectures: Record<string, string> = { x64: 'amd64', ia32: '386' }
const arch = architectures[machine()] ?? machine()

export const nodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': arch,
  'beta.kubernetes.io/os': platform(),
  'kubernetes.io/arch': arch,
  'kubernetes.io/hostname': nodeName,
  'kubernetes.io/os': platform(),
}

/** The one node, with what this machine has. */
export const nodeObject = (now: number): KubeObject => {
  const resources = { cpu: String(cpus().length), memory: `${Math.floor(totalmem() / 1024)}Ki`, pods: '10000' }
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name: nodeName, uid: randomUUID(), creationTimestamp: timestamp(now), labels: { ...nodeLabels } },
    spec: {},
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: timestamp(now),
          lastTransitionTime: timestamp(now),
        },
      ],
      addresses: [{ type: 'Hostname', address: nodeName }],
      nodeInfo: {
        operatingSystem: platform(),
        architecture: arch,
        kernelVersion: release(),
        kubeletVersion: 'v1.36.0',
      },
    },
  }
}
