import type { Pod } from '../../../core/kubernetes.ts'
import { type ContainerRecord, containerRecords } from './container-record.ts'
import { settleLost } from './lost-containers.ts'
import { gracePeriod, isDeleted, type Node, type PodContext } from './pod-context.ts'
import { podDeadline } from './pod-deadline.ts'
import { podFolders } from './pod-folders.ts'
import { podReporter } from './pod-reporter.ts'
import { endSidecars, initialise, mountVolumes, runMains } from './pod-stages.ts'
import { type PodStop, podStop } from './pod-stop.ts'

export interface PodWorker {
  readonly records: readonly ContainerRecord[]
  /** Resolves when the pod has ended. */
  readonly done: Promise<void>
  /** Its spec or metadata has changed. */
  update(pod: Pod): void
  /** Kills everything and reports nothing more. */
  kill(): void
}

/** Runs one pod from its start to its end. */
export const startPod = (node: Node, given: Pod): PodWorker => {
  const records = containerRecords(given)
  const startTime = node.clock.now()
  const reporter = podReporter(node, () => ({ ...context, records, hasSandbox: context.volumes !== undefined }))
  const event: PodContext['event'] = (...what) => node.api.event(context.pod, ...what)
  const stop = podStop(node.clock, records, ({ spec }) => event('Normal', 'Killing', `Stopping container ${spec.name}`))
  const context: PodContext = {
    node,
    folders: podFolders(node.folder, given.metadata.uid!),
    records,
    startTime,
    pod: given,
    stopping: stop.stopping,
    retiring: stop.retiring,
    publish: reporter.publish,
    event,
  }
  const end = (): void => {
    stop.request(gracePeriod(context.pod))
    reporter.publish('now')
  }
  const deadline = podDeadline(context, end)
  let over = false
  let killed = false

  const conclude = (): void => {
    over = true
    deadline.drop()
    if (killed) return
    if (stop.stopping.aborted) settleLost(records)
    reporter.conclude()
    if (isDeleted(context.pod)) node.api.terminated(given.metadata.uid!)
  }
  const update = (pod: Pod): void => {
    const before = context.pod
    context.pod = pod
    if (isDeleted(pod)) {
      if (over) node.api.terminated(given.metadata.uid!)
      else end()
    }
    if (!over && pod.spec.activeDeadlineSeconds !== before.spec.activeDeadlineSeconds) deadline.watch()
  }
  deadline.watch()
  reporter.publish('soon')
  // A full disk, say: the pod must not look as if it went on.
  const fail = (error: unknown): void => {
    node.log?.error('pod given up', { pod: given.metadata.name, error: String(error) })
    context.verdict = { reason: 'UnexpectedError', message: String(error) }
    stop.kill()
  }
  const done = live(context, stop).catch(fail).then(conclude)
  if (isDeleted(given)) update(given)
  return {
    records,
    done,
    update,
    kill: () => {
      killed = true
      reporter.silence()
      stop.kill()
    },
  }
}

const live = async (context: PodContext, stop: PodStop): Promise<void> => {
  const sidecars = new Map<ContainerRecord, Promise<void>>()
  if ((await mountVolumes(context)) && (await initialise(context, sidecars))) await runMains(context)
  stop.retire(gracePeriod(context.pod))
  await endSidecars(sidecars, stop.terminate)
}
