import type { Observation } from '../observation.ts'
import type { Run } from '../run.ts'

/** A task that the cluster keeps taking away fails after this many times. */
export const maxDisruptions = 5

/** Rule disruption: a pod that the cluster, or a person, took away is not the task's failure. */
export const isDisruption = (observation: Observation): boolean =>
  observation.phase === 'gone' ||
  isOrphaned(observation) ||
  observation.disrupted === true ||
  observation.deleting === true

/** A pod asked to go before it got a node never ends by itself: nothing starts it, and its finalizer keeps it. */
export const isOrphaned = ({ phase, deleting, node }: Observation): boolean =>
  phase === 'pending' && deleting === true && node === undefined

/** Epoch ms of the next try after a disruption: each waits twice as long as the one before. Undefined: no more. */
export const afterDisruption = (state: Run, task: Run['tasks'][number], now: number): number | undefined =>
  task.disruptions < maxDisruptions ? now + state.settings.disruptionBackoff * 2 ** task.disruptions : undefined
