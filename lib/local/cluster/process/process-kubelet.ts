import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { systemClock } from '../../../adapters/system/system-clock.ts'
import type { Pod } from '../../../core/kubernetes.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Kubelet, MakeKubelet, NodeApi } from '../kubelet.ts'
import { type Refusal, refusal } from './admission.ts'
import type { ContainerRecord } from './container-record.ts'
import { kubernetesTime } from './kubernetes-time.ts'
import { isDeleted, type Node } from './pod-context.ts'
import { podFolders } from './pod-folders.ts'
import { type PodWorker, startPod } from './pod-worker.ts'
import { type LogOptions, readLog } from './read-log.ts'
import { chooseSandbox } from './sandbox/choose-sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { systemFolders } from './sandbox/system-folders.ts'

export interface ProcessKubeletOptions {
  /** Where pods have their volumes, root folders and logs. */
  folder: string
  clock?: Clock
  log?: Log
  /** Absent: the best one that works on this machine. */
  sandbox?: Promise<Sandbox>
  /** Whether pods may mount folders of this machine by `hostPath`. Default: no. */
  hostPaths?: boolean
}

/**
 * A kubelet whose containers are processes of this machine, each in a sandbox: the machine's system folders read-only, a
 * file system of its own besides, its volumes, its own processes only, and the machine's network. Images are not pulled:
 * `image` is shown and not used, and a command is a program of this machine.
 *
 * Not done: resource limits, liveness and readiness probes, lifecycle hooks, restart policies other than Never, added or
 * privileged capabilities, files of volumes that follow later changes of their ConfigMap or Secret.
 */
export const processKubelet =
  (options: ProcessKubeletOptions): MakeKubelet =>
  (api) =>
    createKubelet(api, options)

const createKubelet = (
  api: NodeApi,
  { folder, clock = systemClock, log, hostPaths = false, ...given }: ProcessKubeletOptions,
): Kubelet => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const shared = { api, clock, log, folder, hostPaths, privileged: process.getuid?.() === 0, system: systemFolders() }
  const node = (given.sandbox ?? chooseSandbox(folder, { log })).then((sandbox): Node => ({ ...shared, sandbox }))
  const pods: Pods = new Map()
  const removals = new Set<Promise<void>>()
  return {
    start: (pod) => {
      pods.set(uidOf(pod), { pod })
      void begin(pods, uidOf(pod), node)
    },
    update: (pod) => update(pods, pod, api),
    forget: (pod) => {
      const worker = pods.get(uidOf(pod))?.worker
      pods.delete(uidOf(pod))
      worker?.kill()
      const removal = remove(podFolders(folder, uidOf(pod)).folder, { after: worker?.done, log })
      removals.add(removal)
      void removal.then(() => removals.delete(removal))
    },
    log: (pod, container, options) => readContainerLog(pods, folder, { pod, container, options }),
    close: async () => {
      const workers = [...pods.values()].flatMap(({ worker }) => worker ?? [])
      pods.clear()
      for (const worker of workers) worker.kill()
      await Promise.all([node, ...removals, ...workers.map(({ done }) => done)])
    },
  }
}

/** By uid. A pod has no worker while the sandbox is being chosen, nor when it was refused. */
type Pods = Map<string, { pod: Pod; worker?: PodWorker }>

const uidOf = ({ metadata }: Pod): string => metadata.uid!

const begin = async (pods: Pods, uid: string, whenReady: Promise<Node>): Promise<void> => {
  const node = await whenReady
  const known = pods.get(uid)
  if (!known || known.worker) return
  const { pod } = known
  const refused = refusal(pod, { weakness: node.sandbox.weakness, hostPaths: node.hostPaths })
  if (refused) reject(node, pod, refused)
  else known.worker = startPod(node, pod)
}

const update = (pods: Pods, pod: Pod, api: NodeApi): void => {
  const known = pods.get(uidOf(pod))
  if (known) known.pod = pod
  if (known?.worker) return known.worker.update(pod)
  if (!isDeleted(pod)) return
  // It was refused, it is still to begin, or it ended under a kubelet before this one.
  pods.delete(uidOf(pod))
  api.terminated(uidOf(pod))
}

const reject = ({ api, clock }: Node, pod: Pod, { reason, message }: Refusal): void => {
  api.setStatus(uidOf(pod), { phase: 'Failed', reason, message, startTime: kubernetesTime(clock.now()) })
  api.event(pod, 'Warning', reason, message)
  if (isDeleted(pod)) api.terminated(uidOf(pod))
}

/** Also of a pod that ended under a kubelet before this one. */
async function* readContainerLog(
  pods: Pods,
  folder: string,
  { pod, container, options }: { pod: Pod; container: string; options: LogOptions },
): AsyncGenerator<Uint8Array> {
  const file = podFolders(folder, uidOf(pod)).log(container)
  const record = pods.get(uidOf(pod))?.worker?.records.find(({ spec }) => spec.name === container)
  assertReadable(pod, container, { hasLog: existsSync(file), state: record?.state })
  yield* readLog(file, options, () => record?.over ?? true)
}

/** In the words of the kubelet and of the API server in front of it. */
const assertReadable = (
  { metadata, spec }: Pod,
  container: string,
  { hasLog, state = { waiting: {} } }: { hasLog: boolean; state?: ContainerRecord['state'] },
): void => {
  const all = [...(spec.initContainers ?? []), ...spec.containers]
  if (!all.some(({ name }) => name === container))
    throw new Error(`container ${container} is not valid for pod ${metadata.name}`)
  if (hasLog) return
  const { waiting } = state
  const why = waiting ? `waiting to start: ${waiting.reason ?? 'ContainerCreating'}` : 'terminated'
  throw new Error(`container "${container}" in pod "${metadata.name}" is ${why}`)
}

const remove = async (
  folder: string,
  { after, log }: { after: Promise<void> | undefined; log: Log | undefined },
): Promise<void> => {
  await after
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) =>
    log?.warn('folder of a pod not removed', { folder, error: String(error) }),
  )
}
