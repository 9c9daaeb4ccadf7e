import type { StageContext } from '../context/context.ts'
import type { DiagnosticFormat } from '../diagnostics/diagnostic-format.ts'
import type { GraphFormat } from '../graph/graph-format.ts'
import type { ProgressMode } from '../progress/progress-mode.ts'
import type { OutputFormat } from '../show/output-format.ts'
import type { Assumptions } from '../source/scenario.ts'

/** What a command line means, and nothing done yet. */
export type Invocation =
  | RunInvocation
  | SubmitInvocation
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
  | DlqInvocation
  | ContextInvocation
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

export interface SubmitInvocation {
  command: 'submit'
  files: string[]
  /** A definition; of a queue by itself `KIND/NAME`, or the name of a DAG. */
  target?: string
  /** As `k=v` and `k=@file`. */
  params: string[]
  name?: string
  /** As `k=v`. */
  labels: string[]
  /** As `name=…,claimName=…`. */
  workspaces?: string[]
  key?: string
  /** URL of a queue of SQS, in place of a context. */
  queue?: string
  bucket?: string
  output: 'text' | 'json'
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

export type DlqInvocation =
  | { command: 'dlq'; action: 'list'; limit: number; output: AuditFormat }
  | { command: 'dlq'; action: 'show'; id: string }
  | { command: 'dlq'; action: 'redrive'; ids: string[]; all: boolean; yes: boolean }

export type ContextInvocation =
  | { command: 'context'; action: 'list' }
  | { command: 'context'; action: 'use' | 'remove'; name: string }
  | {
      command: 'context'
      action: 'add'
      name: string
      stage: StageContext
      /** Ask AWS whether the stage is there. */
      check: boolean
    }

export interface DevInvocation {
  command: 'dev'
}

export interface VersionInvocation {
  command: 'version'
}
