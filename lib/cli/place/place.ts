import type { FsckDeps } from '../../app/fsck/fsck.ts'
import type { JsonObject } from '../../core/kubernetes.ts'
import type { RunId } from '../../core/message.ts'
import type { Cluster, Documents } from '../../ports/cluster.ts'
import type { Definitions } from '../../ports/definitions.ts'
import type { Log } from '../../ports/log.ts'
import type { Objects } from '../../ports/objects.ts'
import type { DeadLetter, Queues } from '../../ports/queues.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import type { RunInventory } from '../../ports/run-inventory.ts'
import type { RunLog } from '../../ports/run-log.ts'
import type { Cli } from '../cli.ts'

/** What a place keeps, through the ports. */
export interface PlaceStore {
  runLog: RunLog
  headers: RunHeaders
  definitions: Definitions
  queues: Queues
  objects: Objects
}

/** How somebody who follows a run notices that its log has grown. */
export interface LogNews {
  /** Calls back when it has; a place may have no news at all. Answers how to stop listening. */
  listen(runId: RunId, onNews: () => void): () => void
  /** Milliseconds without news after which the log is read anyway, when the last `quiet` looks found nothing. */
  patience(quiet: number): number
}

/** A cluster by the rights of the person at the terminal. */
export interface Reached {
  cluster: Cluster
  documents: Documents
}

/** This process's part in a place where something is waited for. */
export interface Attendance {
  /** This process moves the runs: they stand still when it leaves. */
  isHost: () => boolean
  /** Undefined while there is none to reach. */
  cluster: () => Promise<Cluster | undefined>
  documents: () => Promise<Documents | undefined>
  /** As host: stays for the runs of others, until it is not needed any more. */
  linger: (own: ReadonlySet<RunId>, signal: AbortSignal) => Promise<void>
  /** Ends this process's part; as host it stops what runs. */
  leave: () => Promise<void>
}

/** How `fsck` gets at the cluster of a place, and what it has to expect of others. */
export interface FsckPlace {
  deps: Pick<FsckDeps, 'seen' | 'cluster' | 'settle' | 'overdueAfter'>
  /** Who else is at work meanwhile, for people; absent: nobody. */
  others?: string
  leave: () => Promise<void>
}

/** Where the runs are, and who moves them: a folder of this machine, or a deployed stage. */
export interface Place {
  store: PlaceStore
  inventory: RunInventory
  news: LogNews
  /** Submissions that were turned down, the newest first, and how long to wait between two looks, in milliseconds. */
  turnedDown: { letters: () => Promise<DeadLetter[]>; every: number }
  /** What a required workspace gets that nothing is bound to, as far as it is known here. */
  defaultWorkspaceBinding: () => Promise<JsonObject | undefined>
  /** Why no pod's log is seen before it is archived; absent where it is. */
  unseenPods?: string
  /** Whether somebody moves the runs just now. */
  isHosted: () => Promise<boolean>
  /** Sees to it that runs move for as long as this process attends; `own` are those that it was called for. */
  attend(cli: Cli, own: ReadonlySet<RunId>): Promise<Attendance>
  /** Looks on. */
  visit(): Promise<Attendance>
  /** Throws a CommandError when there is no cluster to reach. */
  requireCluster(cli: Cli): Promise<Reached>
  /** Lends the cluster for as long as `use` takes. Throws a CommandError when there is none. */
  withCluster(log: Log, use: (cluster: Cluster) => Promise<void>): Promise<void>
  openFsck(options: { repair: boolean; log: Log }): Promise<FsckPlace>
}
