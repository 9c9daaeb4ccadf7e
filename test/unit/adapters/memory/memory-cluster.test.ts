import { describe, expect, it } from 'vitest'
import { createMemoryCluster } from '../../../../lib/adapters/memory/memory-cluster.ts'
import type { PodScript } from '../../../../lib/adapters/memory/memory-kubelet.ts'
import { createSeededRandom } from '../../../../lib/adapters/memory/seeded-random.ts'
import { createVirtualClock } from '../../../../lib/adapters/memory/virtual-clock.ts'
import type { Pod } from '../../../../lib/core/kubernetes.ts'
import type { PodChange } from '../../../../lib/ports/cluster.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const podOf = (name: string, spec: Partial<Pod['spec']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', finalizers: ['millrace.dev/accounting'] },
  spec: { containers: [{ name: 'main' }], ...spec },
})
const ref = { namespace: 'default', name: 'a' }

const makeWorld = (script: (pod: Pod) => PodScript = () => ({})) => {
  const clock = createVirtualClock(start)
  const memory = createMemoryCluster({ clock, random: createSeededRandom(7), script })
  return { clock, ...memory }
}

/** Everything that a watch tells until it ends, as text. */
const follow = (cluster: ReturnType<typeof makeWorld>['cluster'], signal: AbortSignal): string[] => {
  const told: string[] = []
  const line = (change: PodChange): string =>
    change.type === 'bookmark' ? 'bookmark' : `${change.type} ${change.pod.metadata.name} ${change.pod.status?.phase}`
  void (async () => {
    for await (const change of cluster.watchPods({ labels: {} }, '0', signal)) told.push(line(change))
    told.push('end')
  })()
  return told
}

describe('the cluster of the simulation', () => {
  it('runs a pod by its script and the clock alone', async () => {
    const { clock, cluster } = makeWorld(() => ({ startAfter: 2_000, runFor: 3_000, exitCode: 3 }))
    const told = follow(cluster, new AbortController().signal)
    await cluster.createPod(podOf('a'))
    await clock.advance(1_999)
    expect(told).toEqual(['changed a Pending', 'changed a Pending'])
    await clock.advance(1)
    expect(told.at(-1)).toBe('changed a Running')
    await clock.advance(3_000)
    expect((await cluster.pod(ref))?.status).toMatchObject({
      phase: 'Failed',
      startTime: '2026-01-01T00:00:00Z',
      containerStatuses: [
        {
          state: { terminated: { exitCode: 3, startedAt: '2026-01-01T00:00:02Z', finishedAt: '2026-01-01T00:00:05Z' } },
        },
      ],
    })
    await clock.advance(300_000)
    expect(told.slice(3)).toEqual(['changed a Failed', ...Array.from({ length: 4 }, () => 'bookmark'), 'end'])
  })

  it('is the same world for the same seed', async () => {
    const run = async () => {
      const { clock, cluster } = makeWorld(({ metadata }) => ({ runFor: metadata.name.length * 100 }))
      for (const name of ['ccc', 'a', 'bb']) await cluster.createPod(podOf(name))
      await clock.advance(1_000)
      return cluster.listPods({ labels: {} })
    }
    expect(await run()).toEqual(await run())
  })

  it('fails an evicted pod as disrupted', async () => {
    const { clock, cluster, evict } = makeWorld(() => ({ runFor: 60_000 }))
    await cluster.createPod(podOf('a'))
    await clock.advance(1_000)
    evict(ref)
    await clock.advance(500)
    expect((await cluster.pod(ref))?.status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      conditions: [{ type: 'DisruptionTarget', status: 'True' }],
    })
  })

  it('loses a pod whose finalizer somebody strips', async () => {
    const { clock, cluster, vanish } = makeWorld(() => ({ runFor: 60_000 }))
    const told = follow(cluster, new AbortController().signal)
    await cluster.createPod(podOf('a'))
    await clock.advance(1_000)
    vanish(ref)
    await clock.advance(60_000)
    expect(await cluster.pod(ref)).toBeUndefined()
    expect(told.filter((line) => line !== 'bookmark').at(-1)).toBe('gone a Running')
  })

  it('keeps to a deadline from the pod’s own spec', async () => {
    const { clock, cluster } = makeWorld(() => ({ runFor: 60_000, stopCode: 0 }))
    await cluster.createPod(podOf('a', { activeDeadlineSeconds: 5 }))
    await clock.advance(4_999)
    expect((await cluster.pod(ref))?.status?.phase).toBe('Running')
    await clock.advance(1)
    expect((await cluster.pod(ref))?.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
  })

  it('ends a pod with the first step that fails', async () => {
    const { clock, cluster } = makeWorld(() => ({ containers: { two: { exitCode: 2 } } }))
    await cluster.createPod(podOf('a', { initContainers: [{ name: 'one' }, { name: 'two' }, { name: 'three' }] }))
    await clock.advance(0)
    const status = (await cluster.pod(ref))?.status
    expect(status?.phase).toBe('Failed')
    expect(status?.initContainerStatuses?.map(({ state }) => state?.terminated?.exitCode)).toEqual([0, 2, undefined])
    expect(status?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } })
  })
})
