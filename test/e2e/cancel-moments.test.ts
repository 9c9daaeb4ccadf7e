import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { systemClock as clock } from '../../lib/adapters/system/system-clock.ts'
import { RunId } from '../../lib/core/message.ts'
import { instantKubelet } from '../../lib/local/cluster/instant-kubelet.ts'
import { podQueryLabels } from '../../lib/pods/labels.ts'
import { parsePodName } from '../../lib/pods/name.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import { embeddedWorld } from '../support/embedded-world.ts'
import { planOf } from '../support/plan.ts'

const horizon = 2_000

const until = async (isSo: () => boolean): Promise<void> => {
  for (const end = clock.now() + 20_000; !isSo() && clock.now() < end; ) await clock.wait(10)
}

/** Stalls some creates between the check and the call, for up to nearly a horizon: where the rare bugs live. */
const stalling =
  (seed: number) =>
  (cluster: Cluster): Cluster => {
    const random = createSeededRandom(seed)
    return {
      ...cluster,
      createPod: async (pod) => {
        if (random.fraction() < 0.5) await clock.wait(random.fraction() * (horizon - 400))
        return cluster.createPod(pod)
      },
    }
  }

const pods = {
  pods: [
    {
      steps: [{ container: { name: 'main', image: 'busybox', command: ['true'] } }],
      volumes: [],
      mounts: [],
      workspaces: [],
      labels: {},
      annotations: { 'millrace.dev/instant': JSON.stringify({ runMs: 150 }) },
      spec: {},
    },
  ],
  claims: [
    {
      name: 'data',
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
      keep: 'run' as const,
    },
  ],
}

const plan = (run: number) => {
  const names = Array.from({ length: 12 }, (_, n) => `t${n}`)
  const tasks = names.map((name, n) => [name, { needs: n < 4 ? [] : [names[n - 4]!, names[n - 3]!] }] as const)
  return planOf(Object.fromEntries(tasks), { ...pods, claims: [{ ...pods.claims[0]!, name: `data-${run}` }] })
}

describe('a cancel at any moment', () => {
  it('leaves nothing of the run after the horizon, though dispatches stall between check and create', async () => {
    const world = await embeddedWorld({ kubelet: instantKubelet(), settings: { horizon }, wrap: stalling(11) })
    const random = createSeededRandom(5)
    const runs = Array.from({ length: 20 }, (_, n) => ({ runId: RunId.parse(randomUUID()), plan: plan(n) }))
    try {
      const ended = await Promise.all(
        runs.map(async ({ runId, plan }) => {
          await world.start(runId, plan)
          // From the moment in which the run has its first pods, or some of them before.
          const moment = random.fraction() * 1_500
          if (moment > 300) await until(() => world.created().some(({ name }) => parsePodName(name)?.runId === runId))
          await clock.wait(moment)
          await world.queues.send('work', [{ body: JSON.stringify({ type: 'run.cancel', runId }) }])
          return world.until(runId, 'closed', 40_000)
        }),
      )
      expect(ended.filter(({ phase }) => phase === 'Cancelled').length).toBeGreaterThanOrEqual(15)
      const left = await world.cluster.listPods({ labels: podQueryLabels('test') })
      expect(left.pods.map(({ metadata }) => metadata.name)).toEqual([])
      const claims = await Promise.all(runs.map((_, n) => world.cluster.claim('default', `data-${n}`)))
      expect(claims.filter((claim) => claim !== undefined)).toEqual([])
      const names = world.created().map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      expect(names.length).toBeGreaterThan(20)
    } finally {
      await world.stop()
    }
  }, 60_000)
})
