import type { Pod } from '../../../core/kubernetes.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { NodeApi } from '../kubelet.ts'
import type { PodFolders } from './pod-folders.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { SystemFolders } from './sandbox/system-folders.ts'
import type { PreparedVolume } from './volume/prepare-volumes.ts'

/** What a node has for all of its pods. */
export interface Node {
  api: NodeApi
  clock: Clock
  log?: Log
  sandbox: Sandbox
  system: SystemFolders
  /** Whether this process may be any user. */
  privileged: boolean
  hostPaths: boolean
}

/** What the parts of one pod's life share. */
export interface PodContext {
  readonly node: Node
  readonly folders: PodFolders
  readonly volumes: ReadonlyMap<string, PreparedVolume>
  /** The pod as it was last seen. */
  readonly pod: Pod
  /** The pod is to end: nothing new starts. */
  readonly stopping: AbortSignal
  /** The sidecars have done their work: none starts again. */
  readonly retiring: AbortSignal
  /** Tells the API server what has changed: `now` is with everything that changes in this turn, `soon` within 100 ms. */
  publish(when: 'now' | 'soon'): void
  event(type: 'Normal' | 'Warning', reason: string, message: string): void
}
