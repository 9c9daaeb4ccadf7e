import type { RunHeader } from '../header.ts'
import type { RunId } from '../message.ts'

/** Everything that an audit may find, and what it means. Each has a row in docs/fsck.md. */
export const findingCodes = {
  LogGap: 'Entries of the log are missing.',
  EntryUnreadable: 'An entry of the log cannot be read.',
  PlanMissing: 'The plan that the log names is missing or cannot be read.',
  IllegalHistory: 'An event does not follow from those before it.',
  HeaderMissing: 'A run has a log and no header, so no list shows it.',
  HeaderWithoutLog: 'There is a header of a run that has no log.',
  HeaderDiffers: 'The header does not say what the log says, or cannot be read.',
  SnapshotDiffers: 'The snapshot is not the state that the log gives, or cannot be read.',
  RunOverdue: 'An open run should have been looked at long ago.',
  PodWithoutRun: 'A pod is of a run that the store does not know.',
  PodWithoutAttempt: 'A pod is of no attempt of its run.',
  PodLeft: 'A pod is left of a run that is closed.',
  PodDuplicated: 'An attempt has two pods.',
  ClaimWithoutRun: 'A claim is of a run that does not know it.',
  ClaimLeft: 'A claim is left that should have gone with its run.',
  ArchiveWithoutRun: 'There are archived logs of a run that the store does not know.',
} as const
export type FindingCode = keyof typeof findingCodes

/** How a finding is made good. Idempotent, and never at the cost of what cannot be made again. */
export type Repair =
  /** `over`: what is stored now, which may have to go first. */
  | { type: 'header.write'; header: RunHeader; over?: RunHeader | Problem }
  | { type: 'header.remove'; runId: RunId; seq?: number }
  | { type: 'snapshot.write'; runId: RunId; seq: number; text: string }
  | { type: 'pod.remove'; namespace: string; name: string; uid?: string }
  | { type: 'claim.remove'; namespace: string; name: string; uid?: string }
  | { type: 'archive.remove'; runId: RunId }
  | { type: 'run.check'; runId: RunId }

/** Something that is not as the invariants of Millrace say. */
export interface Finding {
  code: FindingCode
  /** Absent for an object of the cluster that names no run. */
  runId?: RunId
  /** What it is about, such as `entry 7` or `pod default/build-…`. */
  object: string
  message: string
  /** Absent: a person must look. */
  repair?: Repair
}

/** Something that is stored and cannot be read, and why. */
export interface Problem {
  problem: string
}

export const isProblem = (value: object): value is Problem => 'problem' in value
