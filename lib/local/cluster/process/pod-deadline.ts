import type { PodContext } from './pod-context.ts'

const verdict = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
}

export interface PodDeadline {
  /** Looks at `activeDeadlineSeconds` anew. */
  watch(): void
  drop(): void
}

/**
 * Calls `onPassed` when the pod's `activeDeadlineSeconds`, which count from its start on the node, have passed. Main
 * containers that have ended by then were in time, even where a sidecar is still to end.
 */
export const podDeadline = (context: PodContext, onPassed: () => void): PodDeadline => {
  const { node, startTime, retiring } = context
  let current = new AbortController()

  const wait = async (seconds: number, { signal }: AbortController): Promise<void> => {
    await node.clock.wait(startTime + seconds * 1000 - node.clock.now(), signal)
    if (signal.aborted || retiring.aborted) return
    context.verdict = verdict
    context.event('Normal', verdict.reason, verdict.message)
    onPassed()
  }
  return {
    watch: () => {
      current.abort()
      current = new AbortController()
      const { activeDeadlineSeconds } = context.pod.spec
      if (activeDeadlineSeconds !== undefined) void wait(activeDeadlineSeconds, current)
    },
    drop: () => current.abort(),
  }
}
