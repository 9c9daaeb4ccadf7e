import type { Pod } from '../../../core/kubernetes.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { NodeApi } from '../kubelet.ts'
import type { ContainerRecord } from './container-record.ts'
import type { PodFolders } from './pod-folders.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { SystemFolders } from './sandbox/system-folders.ts'
import type { PreparedVolume } from './volume/prepare-volumes.ts'

/** What a node has for all of its pods. */
export interface Node {
  readonly api: NodeApi
  readonly clock: Clock
  readonly log?: Log
  readonly sandbox: Sandbox
  readonly system: SystemFolders
  /** Where its pods' folders are. */
  readonly folder: string
  /** Whether this process may be any user. */
  readonly privileged: boolean
  readonly hostPaths: boolean
}

/** What the parts of one pod's life share. */
export interface PodContext {
  readonly node: Node
  readonly folders: PodFolders
  readonly records: readonly ContainerRecord[]
  /** Epoch ms. */
  readonly startTime: number
  /** As it was last seen. */
  pod: Pod
  /** Undefined until all of them are ready. */
  volumes?: ReadonlyMap<string, PreparedVolume>
  /** What the kubelet itself ends the pod for. */
  verdict?: { reason: string; message: string }
  /** The pod is to end: nothing new starts. */
  readonly stopping: AbortSignal
  /** The pod is to end, or its sidecars have done their work: no sidecar starts again. */
  readonly retiring: AbortSignal
  /** Tells the API server what has changed: `now` is with everything that changes in this turn, `soon` within 100 ms. */
  readonly publish: (when: 'now' | 'soon') => void
  readonly event: (type: 'Normal' | 'Warning', reason: string, message: string) => void
}

/** `terminationGracePeriodSeconds`, or what a deletion asks for, in milliseconds. */
export const gracePeriod = ({ spec, metadata }: Pod): number =>
  (metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30) * 1000

export const isDeleted = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined
