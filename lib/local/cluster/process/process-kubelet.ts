import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { systemClock } from '../../../adapters/system/system-clock.ts'
import type { Pod } from '../../../core/kubernetes.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Kubelet, MakeKubelet, NodeApi } from '../kubelet.ts'
import { type Refusal, refusal } from './admission.ts'
import { kubernetesTime } from './kubernetes-time.ts'
import { lostStatus, wasRunning } from './lost-containers.ts'
import { isDeleted, type Node } from './pod-context.ts'
import { podFolders } from './pod-folders.ts'
import { isTerminal } from './pod-phase.ts'
import { type PodWorker, startPod } from './pod-worker.ts'
import { readLog } from './read-log.ts'
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
  const node = (given.sandbox ?? chooseSandbox(folder, { log })).then(
    (sandbox): Node => ({
      api,
      clock,
      log,
      sandbox,
      folder,
      hostPaths,
      system: systemFolders(),
      privileged: process.getuid?.() === 0,
    }),
  )
  const pods = new Map<string, { latest: Pod; worker?: PodWorker }>()
  let closed = false

  const begin = async (pod: Pod): Promise<void> => {
    const known = { latest: pod, worker: undefined as PodWorker | undefined }
    pods.set(uidOf(pod), known)
    const ready = await node
    await quiet()
    if (closed || pods.get(uidOf(pod)) !== known) return
    const refused = refusal(known.latest, { weakness: ready.sandbox.weakness, hostPaths })
    if (refused) reject(ready, known.latest, refused)
    else known.worker = startPod(ready, known.latest)
  }
  return {
    start: (pod) => {
      if (!resume(api, pod, clock.now())) void begin(pod)
    },
    update: (pod) => {
      const known = pods.get(uidOf(pod))
      if (known) known.latest = pod
      if (known?.worker) known.worker.update(pod)
      else if (isDeleted(pod)) {
        pods.delete(uidOf(pod))
        api.terminated(uidOf(pod))
      }
    },
    forget: (pod) => {
      const worker = pods.get(uidOf(pod))?.worker
      pods.delete(uidOf(pod))
      worker?.kill()
      void remove(podFolders(folder, uidOf(pod)).folder, { after: worker?.done, log })
    },
    log: (pod, container, wanted) => {
      const file = podFolders(folder, uidOf(pod)).log(container)
      const record = pods.get(uidOf(pod))?.worker?.records.find(({ spec }) => spec.name === container)
      assertReadable(pod, container, { hasLog: existsSync(file), waiting: record?.state.waiting?.reason })
      return readLog(file, wanted, () => record?.over ?? true)
    },
    close: async () => {
      closed = true
      const workers = [...pods.values()].flatMap(({ worker }) => worker ?? [])
      for (const worker of workers) worker.kill()
      await Promise.all(workers.map(({ done }) => done))
      await node
    },
  }
}

const uidOf = ({ metadata }: Pod): string => metadata.uid!

/** Setting a container up holds the event loop for milliseconds: what the API server has to answer goes first. */
const quiet = async (): Promise<void> => {
  for (let turns = 0; turns < 4; turns++) await new Promise((resolve) => setImmediate(resolve))
}

/** Takes a pod over from a kubelet before this one. False: nobody has begun with it. */
const resume = (api: NodeApi, pod: Pod, now: number): boolean => {
  const ended = isTerminal(pod.status?.phase)
  if (!ended && !wasRunning(pod)) return false
  if (!ended) api.setStatus(uidOf(pod), lostStatus(pod, now))
  if (isDeleted(pod)) api.terminated(uidOf(pod))
  return true
}

const reject = ({ api, clock }: Node, pod: Pod, { reason, message }: Refusal): void => {
  api.setStatus(uidOf(pod), { phase: 'Failed', reason, message, startTime: kubernetesTime(clock.now()) })
  api.event(pod, 'Warning', reason, message)
  if (isDeleted(pod)) api.terminated(uidOf(pod))
}

/** In the words of the kubelet and of the API server in front of it. */
const assertReadable = (
  { metadata, spec }: Pod,
  container: string,
  { hasLog, waiting }: { hasLog: boolean; waiting?: string },
): void => {
  const all = [...(spec.initContainers ?? []), ...spec.containers]
  if (!all.some(({ name }) => name === container))
    throw new Error(`container ${container} is not valid for pod ${metadata.name}`)
  if (hasLog) return
  const state = waiting === undefined ? 'is terminated' : `is waiting to start: ${waiting}`
  throw new Error(`container "${container}" in pod "${metadata.name}" ${state}`)
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
