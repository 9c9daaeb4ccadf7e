import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Container, KubeObject, Pod, PodSpec, PodStatus } from '../../../../../lib/core/kubernetes.ts'
import type { Kubelet, NodeApi } from '../../../../../lib/local/cluster/kubelet.ts'
import { type ProcessKubeletOptions, processKubelet } from '../../../../../lib/local/cluster/process/process-kubelet.ts'
import type { Sandbox } from '../../../../../lib/local/cluster/process/sandbox/sandbox.ts'
import { sandboxes } from '../../../../../lib/local/cluster/process/sandbox/sandboxes.ts'

/** What this machine has of the four; why one is absent is printed. */
export const testSandboxes = (): Sandbox[] =>
  sandboxes().flatMap((candidate) => {
    if (!('missing' in candidate)) return [candidate]
    console.log(`no tests with ${candidate.name}: ${candidate.missing.join(', ')} not installed`)
    return []
  })

export interface SeenEvent {
  pod: string
  type: string
  reason: string
  message: string
}

/** A kubelet with an API of maps behind it. */
export interface TestNode {
  readonly kubelet: Kubelet
  readonly folder: string
  readonly objects: Map<string, KubeObject>
  readonly events: SeenEvent[]
  /** Every status that was written, in order. */
  statuses(name: string): PodStatus[]
  status(name: string): PodStatus | undefined
  isTerminated(name: string): boolean
  put(resource: string, object: KubeObject): void
  /** Makes a bound claim. Answers its folder. */
  claim(name: string): string
  start(name: string, spec: Partial<PodSpec>, metadata?: Partial<Pod['metadata']>): Pod
  /** Has the object of a pod, without telling the kubelet. */
  adopt(pod: Pod): void
  /** Starts it and waits for its terminal phase. */
  run(name: string, spec: Partial<PodSpec>, metadata?: Partial<Pod['metadata']>): Promise<PodStatus>
  update(name: string, change: (pod: Pod) => void): void
  log(name: string, container?: string, options?: { follow?: boolean; limitBytes?: number }): Promise<string>
  close(): Promise<void>
}

const namespace = 'test'

export const startTestNode = (sandbox?: Sandbox, options: Partial<ProcessKubeletOptions> = {}): TestNode => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace kubelet '))
  const pods = new Map<string, Pod>()
  const seen = new Map<string, PodStatus[]>()
  const objects = new Map<string, KubeObject>()
  const claims = new Map<string, string>()
  const terminated = new Set<string>()
  const events: SeenEvent[] = []
  const byUid = (uid: string) => [...pods.values()].find(({ metadata }) => metadata.uid === uid)
  const api: NodeApi = {
    get: (resource, space, name) => objects.get(`${resource}/${space}/${name}`),
    setStatus: (uid, status) => {
      const pod = byUid(uid)
      if (!pod) return
      pods.set(pod.metadata.name, { ...pod, status })
      seen.set(pod.metadata.name, [...(seen.get(pod.metadata.name) ?? []), status])
    },
    terminated: (uid) => void terminated.add(uid),
    event: ({ metadata }, type, reason, message) => void events.push({ pod: metadata.name, type, reason, message }),
    claimFolder: (_, name) => claims.get(name),
  }
  const given = sandbox && { sandbox: Promise.resolve(sandbox) }
  const kubelet = processKubelet({ folder: join(folder, 'node'), ...given, ...options })(api)
  const pod = (name: string): Pod => {
    const found = pods.get(name)
    if (!found) throw new Error(`no pod ${name}`)
    return found
  }
  const node: TestNode = {
    kubelet,
    folder,
    objects,
    events,
    statuses: (name) => seen.get(name) ?? [],
    status: (name) => pods.get(name)?.status,
    isTerminated: (name) => terminated.has(pod(name).metadata.uid!),
    put: (resource, object) => void objects.set(`${resource}/${namespace}/${object.metadata.name}`, object),
    claim: (name) => {
      const path = join(folder, 'claims', name)
      mkdirSync(path, { recursive: true })
      claims.set(name, path)
      return path
    },
    start: (name, spec, metadata) => {
      const made = newPod(name, spec, metadata)
      node.adopt(made)
      kubelet.start(made)
      return made
    },
    adopt: (pod) => void pods.set(pod.metadata.name, pod),
    run: async (name, spec, metadata) => {
      node.start(name, spec, metadata)
      await until(() => isOver(node.status(name)), `pod ${name} ends`)
      return node.status(name)!
    },
    update: (name, change) => {
      const changed = structuredClone(pod(name))
      change(changed)
      pods.set(name, changed)
      kubelet.update(changed)
    },
    log: async (name, container = 'main', { follow = false, limitBytes } = {}) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of kubelet.log(pod(name), container, { follow, limitBytes })) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    },
    close: async () => {
      await kubelet.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return node
}

export const newPod = (name: string, spec: Partial<PodSpec>, metadata: Partial<Pod['metadata']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, uid: `uid-of-${name}`, ...metadata },
  spec: { restartPolicy: 'Never', nodeName: 'millrace', containers: [], ...spec },
})

/** A container that runs a shell script. */
export const shell = (script: string, more: Partial<Container> = {}): Container => ({
  name: 'main',
  image: 'busybox',
  command: ['/bin/sh', '-c', script],
  ...more,
})

export const isOver = (status: PodStatus | undefined): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed'

export const state = (status: PodStatus | undefined, container = 'main') =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(
    ({ name }) => name === container,
  )?.state

/** Polls; what took too long is named in the error. */
export const until = async (condition: () => boolean | Promise<boolean>, what: string, ms = 10_000): Promise<void> => {
  const end = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
