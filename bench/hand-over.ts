/** From the end of a task's process to the acceptance of the next task's pod. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunId } from '../lib/core/message.ts'
import type { IndexedPlan } from '../lib/core/plan.ts'
import { instantKubelet } from '../lib/local/cluster/instant-kubelet.ts'
import type { MakeKubelet } from '../lib/local/cluster/kubelet.ts'
import { processKubelet } from '../lib/local/cluster/process/process-kubelet.ts'
import { parsePodName } from '../lib/pods/name.ts'
import type { Cluster } from '../lib/ports/cluster.ts'
import { archivedText } from '../test/support/archived-text.ts'
import { embeddedWorld } from '../test/support/embedded-world.ts'
import { planOf } from '../test/support/plan.ts'
import { figure, heading, quantile } from './budget.ts'

const now = (): number => performance.timeOrigin + performance.now()

const oneStep = (container: { command: string[] }, annotations: Record<string, string> = {}) => ({
  steps: [{ container: { name: 'main', image: 'busybox', ...container } }],
  volumes: [],
  mounts: [],
  workspaces: [],
  labels: {},
  annotations,
  spec: {},
})

/** When each task's pod was accepted. */
const timed =
  (accepted: Map<number, number>) =>
  (cluster: Cluster): Cluster => ({
    ...cluster,
    createPod: async (pod) => {
      const made = await cluster.createPod(pod)
      accepted.set(parsePodName(pod.metadata.name)!.task, now())
      return made
    },
  })

const chains = (count: number, length: number): Record<string, { needs?: string[] }> =>
  Object.fromEntries(
    Array.from({ length: count * length }, (_, n) => {
      const place = n % length
      return [
        `c${Math.floor(n / length)}-${place}`,
        place === 0 ? {} : { needs: [`c${Math.floor(n / length)}-${place - 1}`] },
      ]
    }),
  )

const gaps = (plan: IndexedPlan, ended: ReadonlyMap<number, number>, accepted: ReadonlyMap<number, number>): number[] =>
  plan.tasks.flatMap(({ needs }, task) => needs.map((need) => accepted.get(task)! - ended.get(need)!))

const realProcesses = async (): Promise<number[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
  const accepted = new Map<number, number>()
  const world = await embeddedWorld({ kubelet: processKubelet({ folder }), wrap: timed(accepted) })
  // The last thing that the process does is to say when; its exit follows within a millisecond or two.
  const pods = [oneStep({ command: ['/bin/sh', '-c', 'sleep 0.1; date +%s%N'] })]
  const plan = planOf(chains(1, 40), { pods })
  const runId = RunId.parse(randomUUID())
  await world.start(runId, plan)
  await world.until(runId, 'closed')
  const ended = new Map<number, number>()
  for (const task of plan.tasks.keys()) {
    ended.set(task, Number(await archivedText(world.objects, { runId, task })) / 1e6)
  }
  await world.stop()
  rmSync(folder, { recursive: true, force: true })
  return gaps(plan, ended, accepted)
}

const hundredEndsASecond = async (): Promise<{ gaps: number[]; memory: number }> => {
  const accepted = new Map<number, number>()
  const ended = new Map<number, number>()
  const kubelet: MakeKubelet = (api) => {
    const taskOf = new Map<string, number>()
    const inner = instantKubelet()({
      ...api,
      setStatus: (uid, status) => {
        const task = taskOf.get(uid)
        if (task !== undefined && status.containerStatuses?.[0]?.state?.terminated) ended.set(task, now())
        api.setStatus(uid, status)
      },
    })
    return {
      ...inner,
      start: (pod) => {
        taskOf.set(pod.metadata.uid!, parsePodName(pod.metadata.name)!.task)
        inner.start(pod)
      },
    }
  }
  const world = await embeddedWorld({ kubelet, wrap: timed(accepted) })
  const annotations = { 'millrace.dev/instant': JSON.stringify({ runMs: 1_000 }) }
  const plan = planOf(chains(100, 100), { pods: [oneStep({ command: ['true'] }, annotations)] })
  const runId = RunId.parse(randomUUID())
  let memory = 0
  const sampling = setInterval(() => (memory = Math.max(memory, process.memoryUsage.rss())), 500)
  await world.start(runId, plan)
  await world.until(runId, 'closed', 300_000)
  clearInterval(sampling)
  await world.stop()
  return { gaps: gaps(plan, ended, accepted), memory: memory / 1024 / 1024 }
}

heading('Hand-over: a task’s end → the next task’s pod accepted')
const real = await realProcesses()
figure('real processes, chain of 40: p50', quantile(real, 0.5), { atMost: 20 }, 'ms')
figure('real processes, chain of 40: p90', quantile(real, 0.9), { atMost: 50 }, 'ms')
const steady = await hundredEndsASecond()
figure('10,000 tasks, 100 ends a second: p99', quantile(steady.gaps, 0.99), { atMost: 1_000 }, 'ms')
figure('the same: resident memory, at most', steady.memory, { atMost: 256 }, 'MB')
