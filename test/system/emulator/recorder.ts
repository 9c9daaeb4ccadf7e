import type { AwsCall } from './call/read-call.ts'
import type { Service } from './service.ts'

/** Capacity units of a DynamoDB call. */
export interface Units {
  read: number
  write: number
}

/** One call as a proxy saw it, or as Lambda makes it by itself in a function's name. */
export interface RecordedCall extends Omit<AwsCall, 'service'> {
  service: Service | 'logs'
  function: string
  /** Who made it: the function's own code, the poller of its queue, or Lambda for its logs. */
  by: 'function' | 'event source' | 'runtime'
  /** The execution environment, for calls of the function. */
  environment?: string
  /** Epoch ms at which the request was complete, and ms until its answer was. */
  at: number
  durationMs: number
  bytesIn: number
  bytesOut: number
  /** HTTP status; 0 when the connection broke. */
  status: number
  /** The code of an error, such as `ConditionalCheckFailedException`. */
  error?: string
  units?: Units
}

export interface Recorder {
  calls: readonly RecordedCall[]
  record: (call: RecordedCall) => void
  /** Forgets what was recorded, so that a figure counts only what comes. */
  reset: () => void
}

export const createRecorder = (): Recorder => {
  const calls: RecordedCall[] = []
  return {
    calls,
    record: (call) => void calls.push(call),
    reset: () => void calls.splice(0),
  }
}
