import type { GatewayRequest } from '../../test/system/emulator/gateway/cluster-gateway.ts'
import type { RecordedCall } from '../../test/system/emulator/recorder.ts'
import type { Invocation } from './invocation.ts'

/** What was seen of a function besides its invocations. */
export interface FunctionFigures {
  memoryMb: number
  /** Lines of its own, and their bytes. */
  lines: number
  lineBytes: number
}

/** Everything that was seen of a workload, from its submission until all of it was released. */
export interface Measurement {
  name: string
  tasks: number
  /** From its submission to the end of the run, ms. */
  tookMs: number
  invocations: readonly Invocation[]
  calls: readonly RecordedCall[]
  requests: readonly GatewayRequest[]
  functions: Readonly<Record<string, FunctionFigures>>
}
