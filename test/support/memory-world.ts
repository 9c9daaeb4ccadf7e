import { createMemoryCluster } from '../../lib/adapters/memory/memory-cluster.ts'
import { createMemoryDefinitions } from '../../lib/adapters/memory/memory-definitions.ts'
import type { PodScript } from '../../lib/adapters/memory/memory-kubelet.ts'
import { createMemoryLeases } from '../../lib/adapters/memory/memory-leases.ts'
import { createMemoryObjects } from '../../lib/adapters/memory/memory-objects.ts'
import { createMemoryQueues } from '../../lib/adapters/memory/memory-queues.ts'
import { createMemoryRunHeaders } from '../../lib/adapters/memory/memory-run-headers.ts'
import { createMemoryRunLog } from '../../lib/adapters/memory/memory-run-log.ts'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { createVirtualClock } from '../../lib/adapters/memory/virtual-clock.ts'
import { sha256 } from '../../lib/app/run-id.ts'
import type { Pod } from '../../lib/core/kubernetes.ts'
import type { RunId } from '../../lib/core/message.ts'
import type { Plan } from '../../lib/core/plan.ts'
import { indexPlan } from '../../lib/core/plan.ts'
import { replay } from '../../lib/core/replay.ts'
import { RunSettings } from '../../lib/core/settings.ts'
import { startEngine } from '../../lib/local/engine.ts'
import type { Clock } from '../../lib/ports/clock.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import type { CloudEvent } from '../../lib/ports/event-sink.ts'
import type { Log } from '../../lib/ports/log.ts'
import type { Random } from '../../lib/ports/random.ts'
import type { RunLog } from '../../lib/ports/run-log.ts'

export const settings = RunSettings.parse({
  installation: 'test',
  horizon: 2_000,
  checkInterval: 5_000,
  silence: 5_000,
  pendingTimeout: 20_000,
  disruptionBackoff: 250,
})

export const memoryStore = ({ clock, random }: { clock: Clock; random: Random }) => {
  const headers = createMemoryRunHeaders()
  return {
    headers,
    runLog: createMemoryRunLog(headers),
    definitions: createMemoryDefinitions(),
    queues: createMemoryQueues({ clock, random }),
    objects: createMemoryObjects(),
    leases: createMemoryLeases(),
  }
}

/** Lines of a log, for a test to look at. */
export const recordingLog = (): Log & { lines: string[] } => {
  const lines: string[] = []
  const at = (level: string) => (message: string, fields?: object) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`)
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

/** Puts a plan into the log as `resolve` does, without a document. */
export const openRun = async (
  { runLog, clock }: { runLog: RunLog; clock: Clock },
  runId: RunId,
  { plan, settings: kept = settings }: { plan: Plan; settings?: RunSettings },
): Promise<void> => {
  const text = JSON.stringify({ ...plan, dependants: undefined })
  const hash = sha256(text)
  await runLog.putPlan(runId, hash, text)
  const names = { name: 'run', namespace: 'default', plan: hash, nonce: 'nonce', body: 'body' }
  const event = { type: 'run.opened', ...names, settings: kept } as const
  await runLog.append(runId, { seq: 1, at: clock.now(), causes: ['test'], events: [event] })
}

/** Every use case of Millrace on plain in-memory ports, under a virtual clock. */
export const memoryWorld = (
  options: {
    script?: (pod: Pod) => PodScript
    settings?: Partial<RunSettings>
    /** Puts something between Millrace and its cluster. */
    cluster?: (inner: Cluster) => Cluster
  } = {},
) => {
  const clock = createVirtualClock(1_000_000)
  const random = createSeededRandom(7)
  const store = memoryStore({ clock, random })
  const kube = createMemoryCluster({ clock, random, script: options.script })
  const log = recordingLog()
  const kept = { ...settings, ...options.settings }
  const cluster = options.cluster?.(kube.cluster) ?? kube.cluster
  const told: CloudEvent[] = []
  const sink = { publish: async (event: CloudEvent) => void told.push(event) }
  const engine = startEngine({ store, cluster, settings: kept, clock, random, log, sink })

  const stateOf = async (runId: RunId, plan: Plan) => replay(indexPlan(plan), await store.runLog.read(runId, 0))

  return {
    ...store,
    ...kube,
    clock,
    log,
    /** What came to those who want to know of runs. */
    told,
    settings: kept,
    stateOf,
    start: async (runId: RunId, plan: Plan): Promise<void> => {
      await openRun({ ...store, clock }, runId, { plan, settings: kept })
      await store.queues.send('submit', [{ body: JSON.stringify({ type: 'run.prepare', runId }) }])
    },
    /** Moves time until the run is closed, or throws after `within` ms of it. */
    untilClosed: async (runId: RunId, plan: Plan, within = 120_000) => {
      for (const end = clock.now() + within; clock.now() < end; ) {
        const state = await stateOf(runId, plan)
        if (state.closed) return state
        await clock.advance(100)
      }
      throw new Error(`not closed after ${within} ms\n${log.lines.join('\n')}`)
    },
    stop: async () => {
      const stopped = engine.stop()
      await clock.advance(10_000)
      await stopped
    },
  }
}
