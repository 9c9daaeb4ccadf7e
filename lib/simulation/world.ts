import { createMemoryCluster, type MemoryCluster } from '../adapters/memory/memory-cluster.ts'
import { createMemoryDefinitions } from '../adapters/memory/memory-definitions.ts'
import { createMemoryLeases } from '../adapters/memory/memory-leases.ts'
import { createMemoryObjects } from '../adapters/memory/memory-objects.ts'
import { createMemoryQueues } from '../adapters/memory/memory-queues.ts'
import { createMemoryRunHeaders } from '../adapters/memory/memory-run-headers.ts'
import { createMemoryRunLog } from '../adapters/memory/memory-run-log.ts'
import { createSeededRandom } from '../adapters/memory/seeded-random.ts'
import { createVirtualClock, type VirtualClock } from '../adapters/memory/virtual-clock.ts'
import { createAdvance } from '../app/advance.ts'
import { createCollect } from '../app/collect/collect.ts'
import { createCommit } from '../app/commit.ts'
import { createDispatch } from '../app/dispatch.ts'
import { createHandle, type Handle } from '../app/handle.ts'
import { createNotify } from '../app/notify.ts'
import { createResolve } from '../app/resolve.ts'
import { createRunStates } from '../app/run-states.ts'
import { createTick } from '../app/tick.ts'
import { createWatch, watchTimes } from '../app/watch/watch.ts'
import type { Pod } from '../core/kubernetes.ts'
import type { QueueName } from '../core/message.ts'
import type { RunSettings } from '../core/settings.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Log, LogFields } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { RunHeaders } from '../ports/run-headers.ts'
import type { RunLog } from '../ports/run-log.ts'
import { type Chaos, createChaos } from './chaos.ts'
import type { FaultRates } from './fault.ts'
import { functionShapes, limited, serve, untilDead } from './functions.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { simulatedCluster } from './simulated-cluster.ts'
import { createPodScripts, type Fate, type Misfortune } from './simulated-pods.ts'
import { simulatedQueues } from './simulated-queues.ts'
import { simulatedSink, type Told } from './simulated-sink.ts'
import {
  type OldHeaders,
  simulatedDefinitions,
  simulatedHeaders,
  simulatedLeases,
  simulatedObjects,
  simulatedRunLog,
} from './simulated-store.ts'
import { createTrace, type Trace } from './trace.ts'

export interface WorldOptions {
  /** Decides everything that is left to chance. */
  seed: number
  settings: RunSettings
  rates: FaultRates
  muted?: ReadonlySet<number>
  fateOf: (pod: Pod, random: Random) => Fate
  /** Deliveries of one message before it goes to the dead-letter queue. */
  maxReceives?: number
  /** What stands between the functions and what really happens: to look at, or to refuse. */
  cluster?: (inner: Cluster) => Cluster
  runLog?: (inner: RunLog) => RunLog
  headers?: (inner: RunHeaders) => RunHeaders
}

const tickPeriod = 60_000
/** Epoch ms at which every world begins. */
export const worldStart = 1_000_000_000_000

/** Bytes of logs, so few that lines do what in earnest only megabytes do: are read twice, and spread over bundles. */
const tightBounds = { bundle: 240, small: 40 }

const createStore = ({ clock, random, chaos }: { clock: VirtualClock; random: Random; chaos: Chaos }, max?: number) => {
  const headers = createMemoryRunHeaders()
  const shuffled = <T>(items: T[]): T[] => {
    if (items.length < 2 || !chaos.strike(['queue.reordered'], 'a queue')) return items
    const from = Math.floor(random.fraction() * items.length)
    return [...items.slice(from), ...items.slice(0, from)]
  }
  const staysVisible = (): boolean => chaos.strike(['queue.duplicated'], 'a queue') !== undefined
  return {
    headers,
    runLog: createMemoryRunLog(headers),
    definitions: createMemoryDefinitions(),
    queues: createMemoryQueues({ clock, random, maxReceives: max, order: shuffled, staysVisible }),
    objects: createMemoryObjects(),
    leases: createMemoryLeases(),
  }
}

const logOf = (trace: Trace, name: string): Log => {
  const tell =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      trace.tell(name, `${level}: ${message}${fields['error'] === undefined ? '' : ` (${String(fields['error'])})`}`)
  return { info: () => {}, warn: tell('warn'), error: tell('error') }
}

/**
 * Millrace as it is deployed, with all that it depends on, under a clock that is moved by hand: every function in
 * sandboxes of its own, queues, a store and a cluster. One seed decides what happens.
 */
export const createWorld = (options: WorldOptions) => {
  const { seed, settings, rates, muted } = options
  const clock = createVirtualClock(worldStart)
  const random = createSeededRandom(seed)
  const trace = createTrace(clock)
  const chaos = createChaos({ random, trace, rates, muted })
  const base = createStore({ clock, random, chaos }, options.maxReceives)
  const store = {
    ...base,
    runLog: options.runLog?.(base.runLog) ?? base.runLog,
    headers: options.headers?.(base.headers) ?? base.headers,
  }
  const struck = new Map<string, Misfortune>()
  const script = createPodScripts({
    clock,
    random,
    chaos,
    trace,
    struck,
    kube: () => kube,
    fateOf: (pod) => options.fateOf(pod, random),
  })
  const kube: MemoryCluster = createMemoryCluster({ clock, random, script })
  const cluster = options.cluster?.(kube.cluster) ?? kube.cluster
  const old: OldHeaders = new Map()
  const told: Told = []
  const stop = new AbortController()

  const portsOf = (sandbox: Sandbox) => ({
    runLog: simulatedRunLog(store.runLog, sandbox, chaos),
    headers: simulatedHeaders(store.headers, sandbox, { chaos, old }),
    definitions: simulatedDefinitions(store.definitions, sandbox),
    queues: simulatedQueues(store.queues, sandbox, { chaos, random }),
    objects: simulatedObjects(store.objects, sandbox),
    leases: simulatedLeases(store.leases, sandbox, () => begin(sandbox)),
    cluster: simulatedCluster(cluster, sandbox, { chaos, random, clock, forgetHistory: kube.forgetHistory }),
    sink: simulatedSink(told, sandbox),
    clock: sandbox.clock,
    random,
    log: logOf(trace, sandbox.name),
  })

  /** Takes part while it holds, or believes that it holds, the lease; two at a time count as a fault. */
  const watching = new Set<Sandbox>()
  const begin = (sandbox: Sandbox): void => {
    if ([...watching].some((other) => other !== sandbox && other.isAlive)) chaos.note('watch.overlap')
    watching.add(sandbox)
  }
  const counted =
    (handle: Handle, sandbox: Sandbox): Handle =>
    (batch) =>
      handle(batch).finally(() => watching.delete(sandbox))

  const compose = (sandbox: Sandbox, queue: QueueName): Handle => {
    const ports = portsOf(sandbox)
    const deps = { ...ports, settings, states: createRunStates(ports) }
    const commit = createCommit(deps)
    const watch = { ...deps, installation: settings.installation, times: watchTimes }
    const handles: Record<QueueName, () => Handle> = {
      submit: () => createHandle(deps, 'submit', createResolve({ ...deps, commit })),
      dispatch: () => createHandle(deps, 'dispatch', createDispatch(deps)),
      work: () => createHandle(deps, 'work', createAdvance({ commit })),
      collect: () => createHandle(deps, 'collect', createCollect({ ...deps, bounds: tightBounds })),
      notify: () => createHandle(deps, 'notify', createNotify(deps)),
      watch: () => counted(createHandle(deps, 'watch', createWatch(watch)), sandbox),
    }
    return handles[queue]()
  }

  const host = { queues: store.queues, clock, random, chaos, trace, compose, stop: stop.signal }

  const ticks = async (): Promise<void> => {
    for (let n = 1; !stop.signal.aborted; n++) {
      await clock.wait(tickPeriod, stop.signal)
      const faults = ['handler.crashBefore', 'handler.crashAfter', 'handler.stall', 'handler.timeLimit'] as const
      const sandbox = createSandbox({ ...host, name: `tick#${n}`, limit: 60_000, faults })
      const callOff = limited(clock, sandbox, 60_000)
      const tick = createTick({ ...portsOf(sandbox), period: tickPeriod })
      const failed = (error: unknown): void => trace.tell(sandbox.name, `fails: ${String(error)}`)
      await untilDead(sandbox, tick().catch(failed))
      callOff()
    }
  }

  return {
    ...store,
    clock,
    random,
    trace,
    chaos,
    settings,
    startedAt: clock.now(),
    /** What came to those who want to know of runs. */
    told,
    /** What there really is. */
    kube,
    struck,
    start(): void {
      for (const shape of functionShapes) serve(shape, host)
      void ticks()
    },
    /** Moves time until `isDone` says so, or `ms` have passed. Answers whether it is done. */
    async until(isDone: () => boolean, ms: number): Promise<boolean> {
      const end = clock.now() + ms
      while (!isDone() && clock.now() < end) await clock.advance(Math.min(1_000, end - clock.now()))
      return isDone()
    },
    stop: () => stop.abort(),
  }
}

export type World = ReturnType<typeof createWorld>
