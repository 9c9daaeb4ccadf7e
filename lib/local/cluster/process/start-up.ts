import type { ContainerProcess } from './container-process.ts'
import type { ContainerRecord } from './container-record.ts'
import type { PodContext } from './pod-context.ts'
import { askProbe } from './probe.ts'

/** Milliseconds until the second question; then longer, up to the probe's own period. */
const firstPause = 50

/**
 * Asks a sidecar's start-up probe until it succeeds. A probe may fail for `failureThreshold` periods; then the container
 * is stopped, to be restarted. It is asked more often than its period at first, because everything that comes after the
 * sidecar waits for it.
 */
export const watchStartUp = async (
  context: PodContext,
  record: ContainerRecord,
  process: ContainerProcess,
): Promise<void> => {
  const { clock } = context.node
  const { name, startupProbe } = record.spec
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = startupProbe as Record<string, number>
  const period = periodSeconds * 1000
  await clock.wait(initialDelaySeconds * 1000, context.stopping)
  const until = clock.now() + period * failureThreshold
  for (let pause = firstPause; ; pause = Math.min(pause * 2, period)) {
    if (record.process !== process || context.stopping.aborted) return
    const problem = await askProbe(startupProbe!, record.spec, process)
    if (record.process !== process) return
    if (problem === undefined) {
      record.started = true
      record.up.resolve()
      return context.publish('now')
    }
    if (clock.now() >= until) {
      context.event('Warning', 'Unhealthy', `Startup probe failed: ${problem}`)
      context.event('Normal', 'Killing', `Container ${name} failed startup probe, will be restarted`)
      return stopWithin(context, process)
    }
    await clock.wait(pause, context.stopping)
  }
}

const stopWithin = async ({ node, pod }: PodContext, process: ContainerProcess): Promise<void> => {
  const ended = new AbortController()
  void process.ended.then(() => ended.abort())
  process.terminate()
  await node.clock.wait((pod.spec.terminationGracePeriodSeconds ?? 30) * 1000, ended.signal)
  if (!ended.signal.aborted) process.kill()
}
