import { assumptions } from './assumptions.ts'
import type { Invocation, NetworkCall } from './invocation.ts'
import { longestSequence } from './longest-sequence.ts'

const { latency, memoryOfOneProcessor } = assumptions

const latencyOf = ({ service }: NetworkCall): number => latency[service] ?? 0

/**
 * Milliseconds that Lambda would bill for an invocation: what it was measured to take of a processor, and typical
 * latencies of what it waited for one after the other. With a part of a processor it may not take longer for that alone,
 * since it is mostly waiting.
 */
export const modelledMs = ({ cpuMs, calls }: Pick<Invocation, 'cpuMs' | 'calls'>, memoryMb: number): number => {
  const waits = longestSequence(calls, latencyOf).reduce((sum, call) => sum + latencyOf(call), 0)
  const share = Math.min(1, memoryMb / memoryOfOneProcessor)
  return Math.ceil(Math.max(cpuMs / share, cpuMs + waits))
}
