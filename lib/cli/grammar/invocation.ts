import type { ApplyInvocation, DeleteInvocation, GraphInvocation, ValidateInvocation } from './files.ts'
import type { CancelInvocation, DescribeInvocation, GetInvocation, LogsInvocation } from './look.ts'
import type { DevInvocation, VersionInvocation } from './program.ts'
import type { RunInvocation, WaitInvocation, WatchInvocation } from './run.ts'

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
  | DevInvocation
  | VersionInvocation
