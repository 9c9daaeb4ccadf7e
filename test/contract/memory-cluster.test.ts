import { createMemoryCluster } from '../../lib/adapters/memory/memory-cluster.ts'
import type { PodScript } from '../../lib/adapters/memory/memory-kubelet.ts'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { systemClock } from '../../lib/adapters/system/system-clock.ts'
import type { Pod } from '../../lib/core/kubernetes.ts'
import { scriptAnnotation } from './cluster/cluster-world.ts'
import { clusterContract } from './cluster.contract.ts'

const script = ({ metadata }: Pod): PodScript =>
  JSON.parse(metadata.annotations?.[scriptAnnotation] ?? '{}') as PodScript

clusterContract('memory', async () => {
  const namespace = 'contract'
  const memory = createMemoryCluster({
    clock: systemClock,
    random: createSeededRandom(1),
    script,
    namespaces: [namespace],
  })
  return {
    cluster: memory.cluster,
    documents: memory.documents,
    namespace,
    expire: async () => {
      const { resourceVersion } = await memory.cluster.listPods({ labels: {} })
      memory.forgetHistory()
      return resourceVersion
    },
  }
})
