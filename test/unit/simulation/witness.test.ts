import { describe, expect, it } from 'vitest'
import { createMemoryCluster } from '../../../lib/adapters/memory/memory-cluster.ts'
import { createMemoryRunHeaders } from '../../../lib/adapters/memory/memory-run-headers.ts'
import { createMemoryRunLog } from '../../../lib/adapters/memory/memory-run-log.ts'
import { createSeededRandom } from '../../../lib/adapters/memory/seeded-random.ts'
import { createVirtualClock } from '../../../lib/adapters/memory/virtual-clock.ts'
import { runIdOf } from '../../../lib/app/run-id.ts'
import type { Pod } from '../../../lib/core/kubernetes.ts'
import { podName } from '../../../lib/pods/name.ts'
import { createWitness } from '../../../lib/simulation/witness.ts'
import { planOf } from '../../support/plan.ts'

const runId = runIdOf('default', 'x')

const podOf = (attempt: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: podName({ runId, task: 0, taskName: 'a', attempt }), namespace: 'default' },
  spec: { containers: [{ name: 'main' }] },
})

const watched = () => {
  const complaints: string[] = []
  const struck = new Set<string>()
  const clock = createVirtualClock(5_000)
  const witness = createWitness({
    runId,
    plan: planOf({ a: {} }),
    now: () => clock.now(),
    isStruck: (uid) => struck.has(uid),
    complain: (what) => void complaints.push(what),
  })
  const kube = createMemoryCluster({ clock, random: createSeededRandom(1) })
  const runLog = witness.watchLog(createMemoryRunLog(createMemoryRunHeaders()))
  return { witness, kube, cluster: witness.watchCluster(kube.cluster), runLog, complaints, struck, clock }
}

describe('a witness', () => {
  it('complains of a second pod of one attempt, unless something took the first away', async () => {
    const { cluster, kube, complaints, struck } = watched()
    const { pod } = await cluster.createPod(podOf(0))
    await cluster.createPod(podOf(1))
    expect(complaints).toEqual([])
    const ref = { namespace: 'default', name: pod.metadata.name }
    kube.vanish(ref)
    struck.add(pod.metadata.uid!)
    await cluster.createPod(podOf(0))
    expect(complaints).toEqual([])
    kube.vanish(ref)
    await cluster.createPod(podOf(0))
    expect(complaints).toEqual([`a second pod of one attempt: ${pod.metadata.name}`])
  })

  it('complains of a pod that is made after its run was closed', async () => {
    const { cluster, runLog, complaints, witness } = watched()
    await runLog.append(runId, { seq: 1, at: 0, causes: [], events: [{ type: 'run.closed' }] })
    expect(witness.isClosed).toBe(true)
    await cluster.createPod(podOf(0))
    expect(complaints).toEqual([expect.stringMatching(/^a pod is made after its run was closed: a-/)])
  })

  it('keeps the real time of every entry, whatever clock its writer had', async () => {
    const { runLog, witness } = watched()
    await runLog.append(runId, { seq: 1, at: 999_999, causes: [], events: [{ type: 'claims.made' }] })
    expect(witness.entries.map(({ at }) => at)).toEqual([5_000])
    expect(witness.movedAt).toBe(5_000)
  })
})
