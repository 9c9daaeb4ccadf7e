import type { ContainerRecord } from './container-record.ts'
import type { PodContext } from './pod-context.ts'
import { runContainer } from './run-container.ts'

/** The kubelet's, in milliseconds: of the second restart, the longest, and how long a run makes up for earlier ends. */
const firstBackOff = 10_000
const longestBackOff = 300_000
const goodRun = 600_000

/** Keeps a sidecar running until the pod ends: whenever it has ended it is started again, the first time at once. */
export const runSidecar = async (context: PodContext, record: ContainerRecord): Promise<void> => {
  const { clock } = context.node
  const { retiring } = context
  for (let backOff = 0; ; backOff = nextBackOff(backOff)) {
    const startedAt = clock.now()
    await runContainer(context, record)
    if (clock.now() - startedAt >= goodRun) backOff = 0
    if (!retiring.aborted) await pauseFor(backOff, context, record)
    if (retiring.aborted) break
    record.last = record.state.terminated
    record.restarts += 1
  }
  record.over = true
}

const nextBackOff = (backOff: number): number => Math.min(Math.max(firstBackOff, backOff * 2), longestBackOff)

const pauseFor = async (
  ms: number,
  { node, pod, event, publish, retiring }: PodContext,
  record: ContainerRecord,
): Promise<void> => {
  const { terminated } = record.state
  if (ms === 0 || !terminated) return
  const { name, namespace = 'default', uid } = pod.metadata
  const whose = `${name}_${namespace}(${uid})`
  const message = `back-off ${formatSeconds(ms / 1000)} restarting failed container=${record.spec.name} pod=${whose}`
  record.last = terminated
  record.state = { waiting: { reason: 'CrashLoopBackOff', message } }
  event('Warning', 'BackOff', `Back-off restarting failed container ${record.spec.name} in pod ${whose}`)
  publish('now')
  await node.clock.wait(ms, retiring)
  record.state = { terminated }
}

/** As Go writes durations. */
const formatSeconds = (seconds: number): string =>
  seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
