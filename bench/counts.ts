/** What one task costs, counted: appends and their bytes, reads, queue messages, requests to the Kubernetes API. */
import { randomUUID } from 'node:crypto'
import { RunId } from '../lib/core/message.ts'
import type { IndexedPlan } from '../lib/core/plan.ts'
import type { Cluster } from '../lib/ports/cluster.ts'
import { memoryWorld } from '../test/support/memory-world.ts'
import { figure, heading } from './budget.ts'
import { chain, fanOut } from './plans.ts'

interface Counts {
  appends: number
  bytes: number
  reads: number
  messages: number
  requests: Record<string, number>
}

/** Wraps every method so that each call is told to `count`. */
const counted = (target: object, count: (method: string, args: unknown[]) => void): void => {
  for (const [name, method] of Object.entries(target)) {
    if (typeof method !== 'function') continue
    Object.assign(target, {
      [name]: (...args: unknown[]) => {
        count(name, args)
        return (method as (...args: unknown[]) => unknown)(...args)
      },
    })
  }
}

const count = async (plan: IndexedPlan): Promise<Counts> => {
  const counts: Counts = { appends: 0, bytes: 0, reads: 0, messages: 0, requests: {} }
  const requests = (cluster: Cluster): Cluster => {
    counted(cluster, (method) => (counts.requests[method] = (counts.requests[method] ?? 0) + 1))
    return cluster
  }
  // A minute between checks and 45 s of horizon, as on AWS: the embedded mode looks more often because it costs nothing.
  const world = memoryWorld({
    cluster: requests,
    script: () => ({ runFor: 100 }),
    settings: { horizon: 45_000, checkInterval: 60_000, silence: 60_000 },
  })
  counted(world.runLog, (method, args) => {
    if (method === 'append') {
      counts.appends += 1
      counts.bytes += JSON.stringify(args[1]).length
    } else if (method === 'read' && args[1] !== 0) counts.reads += 1
  })
  counted(world.queues, (method, args) => {
    if (method === 'send') counts.messages += (args[1] as unknown[]).length
  })
  const runId = RunId.parse(randomUUID())
  await world.start(runId, plan)
  await world.untilClosed(runId, plan, 3_600_000)
  await world.stop()
  return counts
}

const report = (name: string, tasks: number, { appends, bytes, reads, messages, requests }: Counts): void => {
  const perTask = (total: number): string => (total / tasks).toFixed(2)
  console.log(
    `${name}: ${perTask(appends)} appends, ${perTask(bytes)} bytes, ${perTask(reads)} reads, ${perTask(messages)} messages a task`,
  )
  const { listPods, watchPods, ...ofTasks } = requests
  const byVerb = Object.entries(ofTasks).map(([verb, total]) => `${verb} ${perTask(total)}`)
  console.log(
    `  requests to the Kubernetes API a task: ${byVerb.join(', ')}; for the whole run: list ${listPods}, watch ${watchPods}`,
  )
}

/** Those about a task's own pod; lists and watches are for the run, however many tasks it has. */
const total = ({ requests }: Counts): number =>
  Object.entries(requests)
    .filter(([verb]) => verb !== 'listPods' && verb !== 'watchPods')
    .reduce((sum, [, n]) => sum + n, 0)

heading('What a task costs, counted (one container a task)')
const long = await count(chain(100))
report('chain of 100', 100, long)
figure('chain: requests to the Kubernetes API a task', total(long) / 100, { atMost: 4 }, 'requests')
const wide = await count(fanOut(1_000))
report('fan-out of 1,000', 1_002, wide)
figure('fan-out: requests to the Kubernetes API a task', total(wide) / 1_002, { atMost: 4 }, 'requests')
