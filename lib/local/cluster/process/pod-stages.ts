import type { ContainerRecord } from './container-record.ts'
import type { PodContext } from './pod-context.ts'
import { runContainer } from './run-container.ts'
import { runSidecar } from './run-sidecar.ts'
import { untilPossible } from './until-possible.ts'
import { prepareVolumes } from './volume/prepare-volumes.ts'

/** Milliseconds before a volume that is not ready is worth an event. */
const unremarkable = 500

/** The sidecars that have been started, in order. */
export type SidecarRuns = Map<ContainerRecord, Promise<void>>

/** Waits until all volumes are ready. False: the pod is to end. */
export const mountVolumes = async (context: PodContext): Promise<boolean> => {
  const { node, folders, stopping } = context
  let told = ''
  context.volumes = await untilPossible(
    { clock: node.clock, signal: stopping },
    () => prepareVolumes(node.api, context.pod, { folders, privileged: node.privileged }),
    (error, forMs) => {
      const { message } = error as Error
      if (forMs < unremarkable || message === told) return
      context.event('Warning', 'FailedMount', message)
      told = message
    },
  )
  return context.volumes !== undefined
}

/** Runs the init containers and starts the sidecars, in their order. False: the main containers' turn does not come. */
export const initialise = async (context: PodContext, sidecars: SidecarRuns): Promise<boolean> => {
  const { stopping, records } = context
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve()))
  for (const record of records) {
    if (stopping.aborted) return false
    if (record.role === 'sidecar') {
      sidecars.set(record, runSidecar(context, record))
      await Promise.race([record.up.promise, stopped])
    } else if (record.role === 'init') {
      await runContainer(context, record)
      if (record.state.terminated?.exitCode !== 0) return false
    }
  }
  return !stopping.aborted
}

/** Runs the main containers, all at once, to the end of the last one. */
export const runMains = async (context: PodContext): Promise<void> => {
  const mains = context.records.filter(({ role }) => role === 'main')
  await Promise.all(mains.map((record) => runContainer(context, record)))
}

/** Ends the sidecars in the reverse order of their start, each when the ones after it have ended. */
export const endSidecars = async (
  sidecars: SidecarRuns,
  terminate: (record: ContainerRecord) => void,
): Promise<void> => {
  for (const [record, run] of [...sidecars].reverse()) {
    terminate(record)
    await run
  }
}
