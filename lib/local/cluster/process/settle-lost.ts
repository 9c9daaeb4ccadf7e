import type { ContainerStateTerminated } from '../../../core/kubernetes.ts'
import { type ContainerRecord, isComplete, isInit } from './container-record.ts'

/** What a kubelet says of a container that has no end of its own when its pod ends. */
const lost: ContainerStateTerminated = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
}

/**
 * Gives the containers of a pod that was stopped their end, as the kubelet does: the main ones once the pod was
 * initialised; of the init containers all up to the last one that was started, and the first in any case.
 */
export const settleLost = (records: readonly ContainerRecord[]): void => {
  const inits = records.filter(isInit)
  const tried = inits.findLastIndex(({ state, last }) => !state.waiting || last) + 1
  const settled = inits.every(isComplete) ? records.filter((record) => !isInit(record)) : []
  for (const record of [...settled, ...inits.slice(0, Math.max(1, tried))])
    if (!record.state.terminated) record.state = { terminated: lost }
}
