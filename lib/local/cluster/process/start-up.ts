import type { ContainerProcess } from './container-process.ts'
import type { ContainerRecord } from './container-record.ts'
import { killWhenLate } from './kill-when-late.ts'
import { gracePeriod, type PodContext } from './pod-context.ts'
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
      process.terminate()
      const due = { at: clock.now() + gracePeriod(context.pod), changed: new AbortController().signal }
      return killWhenLate(clock, process, { due: () => due, earliest: 0 })
    }
    await clock.wait(pause, context.stopping)
  }
}
