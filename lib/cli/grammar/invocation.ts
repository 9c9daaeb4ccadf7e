import type { DiagnosticFormat } from '../diagnostics/diagnostic-format.ts'
import type { GraphFormat } from '../graph/graph-format.ts'
import type { ProgressMode } from '../progress/progress-mode.ts'
import type { OutputFormat } from '../show/output-format.ts'
import type { Assumptions } from '../source/scenario.ts'

/** What a command line means, and nothing done yet. */
export type Invocation =
  | RunInvocation
  | WatchInvocation
  | WaitInvocation
  | CancelInvocation
  | LogsInvocation
  | GetInvocation
  | DescribeInvocation
  | ApplyInvocation
  | DeleteInvocation
  | ValidateInvocation
  | GraphInvocation
  | SimulateInvocation
  | FsckInvocation
  | ReplayInvocation
  | DevInvocation
  | VersionInvocation

/** How a run is followed. */
export interface Follow {
  progress: ProgressMode
  /** Show what tasks write. */
  logs: boolean
  /** Milliseconds. */
  timeout?: number
  exitZero: boolean
}

export interface RunInvocation extends Follow {
  command: 'run'
  files: string[]
  /** The definition to run. */
  target?: string
  /** As `k=v` and `k=@file`. */
  params: string[]
  name?: string
  output?: Extract<OutputFormat, 'json' | 'yaml' | 'name'>
}

export interface WatchInvocation extends Follow {
  command: 'watch'
  refs: string[]
}

export interface WaitInvocation {
  command: 'wait'
  refs: string[]
  timeout?: number
  exitZero: boolean
}

export interface CancelInvocation {
  command: 'cancel'
  refs: string[]
  yes: boolean
  reason?: string
}

export interface LogsInvocation {
  command: 'logs'
  ref: string
  task?: string
  follow: boolean
  /** From 1. */
  attempt?: number
  failed: boolean
}

export interface GetInvocation {
  command: 'get'
  /** As typed: `runs`, `dag`, `run/x`. */
  kind: string
  names: string[]
  allNamespaces: boolean
  limit: number
  output: OutputFormat
}

export interface DescribeInvocation {
  command: 'describe'
  kind: string
  names: string[]
}

export interface ApplyInvocation {
  command: 'apply'
  files: string[]
}

export interface DeleteInvocation {
  command: 'delete'
  files: string[]
  /** Absent with files. */
  kind?: string
  names: string[]
}

export interface ValidateInvocation {
  command: 'validate'
  paths: string[]
  strict: boolean
  output: DiagnosticFormat
}

export interface GraphInvocation {
  command: 'graph'
  files: string[]
  /** A definition or a run. */
  target?: string
  output: GraphFormat
}

export interface SimulateInvocation {
  command: 'simulate'
  files: string[]
  /** The definition to run. */
  target?: string
  /** As `k=v` and `k=@file`. */
  params: string[]
  /** Seeds are numbered on from the first. */
  first: number
  seeds: number
  assumptions: Assumptions
  /** Of one seed: tell all that happens. */
  trace: boolean
  output: Extract<OutputFormat, 'table' | 'json'>
}

export type AuditFormat = Extract<OutputFormat, 'table' | 'json'>

export interface FsckInvocation {
  command: 'fsck'
  repair: boolean
  output: AuditFormat
}

export interface ReplayInvocation {
  command: 'replay'
  ref: string
  output: AuditFormat
}

export interface DevInvocation {
  command: 'dev'
}

export interface VersionInvocation {
  command: 'version'
}
