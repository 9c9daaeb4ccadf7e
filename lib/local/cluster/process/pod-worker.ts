import type { Pod } from '../../../core/kubernetes.ts'
import { type ContainerRecord, containerRecords } from './container-record.ts'
import { gracePeriod, isDeleted, type Node, type PodContext } from './pod-context.ts'
import { type PodDeadline, podDeadline } from './pod-deadline.ts'
import { podFolders } from './pod-folders.ts'
import { type PodReporter, podReporter } from './pod-reporter.ts'
import { endSidecars, initialise, mountVolumes, runMains } from './pod-stages.ts'
import { type PodStop, podStop } from './pod-stop.ts'
import { settleLost } from './settle-lost.ts'

export interface PodWorker {
  readonly records: readonly ContainerRecord[]
  /** Resolves when the pod has ended. */
  readonly done: Promise<void>
  /** Its spec or metadata has changed. */
  update(pod: Pod): void
  /** Kills everything and reports nothing more. */
  kill(): void
}

interface PodLife {
  readonly context: PodContext
  readonly reporter: PodReporter
  readonly stop: PodStop
  readonly deadline: PodDeadline
  over: boolean
}

/** Runs one pod from its start to its end. */
export const startPod = (node: Node, pod: Pod): PodWorker => {
  const life = newLife(node, pod)
  const { context, reporter, stop, deadline } = life
  deadline.watch()
  reporter.publish('soon')
  const done = live(life)
    .catch((error: unknown) => giveUp(life, error))
    .then(() => conclude(life))
  if (isDeleted(pod)) end(life)
  return {
    records: context.records,
    done,
    update: (changed) => update(life, changed),
    kill: () => {
      reporter.silence()
      stop.kill()
    },
  }
}

const newLife = (node: Node, pod: Pod): PodLife => {
  const records = containerRecords(pod)
  const event: PodContext['event'] = (...what) => node.api.event(context.pod, ...what)
  const stop = podStop(node.clock, records, ({ spec }) => event('Normal', 'Killing', `Stopping container ${spec.name}`))
  const reporter = podReporter(node, () => ({ ...context, hasSandbox: context.volumes !== undefined }))
  const context: PodContext = {
    node,
    folders: podFolders(node.folder, pod.metadata.uid!),
    records,
    startTime: node.clock.now(),
    pod,
    stopping: stop.stopping,
    retiring: stop.retiring,
    publish: reporter.publish,
    event,
  }
  const life: PodLife = { context, reporter, stop, deadline: podDeadline(context, () => end(life)), over: false }
  return life
}

const live = async ({ context, stop }: PodLife): Promise<void> => {
  const sidecars = new Map<ContainerRecord, Promise<void>>()
  if ((await mountVolumes(context)) && (await initialise(context, sidecars))) await runMains(context)
  stop.retire(gracePeriod(context.pod))
  await endSidecars(sidecars, stop.terminate)
}

/** Before its time. */
const end = ({ context, stop, reporter }: PodLife): void => {
  stop.request(gracePeriod(context.pod))
  reporter.publish('now')
}

/** A full disk, say: the pod must not look as if it went on. */
const giveUp = ({ context, stop }: PodLife, error: unknown): void => {
  context.node.log?.error('pod given up', { pod: context.pod.metadata.name, error: String(error) })
  context.verdict = { reason: 'UnexpectedError', message: String(error) }
  stop.kill()
}

const conclude = (life: PodLife): void => {
  const { context, deadline, reporter } = life
  life.over = true
  deadline.drop()
  if (context.stopping.aborted) settleLost(context.records)
  if (reporter.conclude() && isDeleted(context.pod)) context.node.api.terminated(context.pod.metadata.uid!)
}

const update = (life: PodLife, pod: Pod): void => {
  const { context, deadline } = life
  const before = context.pod
  context.pod = pod
  if (isDeleted(pod)) {
    if (life.over) context.node.api.terminated(pod.metadata.uid!)
    else end(life)
  }
  if (!life.over && pod.spec.activeDeadlineSeconds !== before.spec.activeDeadlineSeconds) deadline.watch()
}
