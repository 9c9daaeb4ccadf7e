import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createKubeCluster } from '../../lib/adapters/kube/kube-cluster.ts'
import { createKubeDocuments } from '../../lib/adapters/kube/kube-documents.ts'
import { urlConnection } from '../../lib/adapters/kube/url-connection.ts'
import { startEmbeddedCluster } from '../../lib/local/cluster/embedded-cluster.ts'
import { instantKubelet } from '../../lib/local/cluster/instant-kubelet.ts'
import type { MakeKubelet } from '../../lib/local/cluster/kubelet.ts'
import { processKubelet } from '../../lib/local/cluster/process/process-kubelet.ts'
import type { Cluster, Documents } from '../../lib/ports/cluster.ts'
import { type ClusterWorld, podThat } from './cluster/cluster-world.ts'
import { clusterContract } from './cluster.contract.ts'

const historyLimit = 64
const namespace = 'contract'

/** More changes of pods than the server remembers. */
const expire = async (cluster: Cluster, documents: Documents): Promise<string> => {
  const { resourceVersion } = await cluster.listPods({ labels: {} })
  const name = 'churned'
  await cluster.createPod(podThat({ name, namespace, run: 'exit 0' }))
  for (let turn = 0; turn < 3 * historyLimit; turn += 1)
    await documents.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { turn: String(turn) } },
    })
  return resourceVersion
}

const makeWorld = async (kubeletIn: (folder: string) => MakeKubelet): Promise<ClusterWorld> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'embedded-cluster-'))
  const database = new DatabaseSync(':memory:')
  const kubelet = kubeletIn(join(dataFolder, 'pods'))
  const embedded = await startEmbeddedCluster({ database, dataFolder, kubelet, historyLimit })
  const connection = urlConnection(embedded)
  const cluster = createKubeCluster(connection)
  const documents = createKubeDocuments(connection)
  return {
    cluster,
    documents,
    namespace,
    expire: () => expire(cluster, documents),
    namespacesOnDemand: true,
    async close() {
      await connection.close()
      await embedded.close()
      database.close()
      rmSync(dataFolder, { recursive: true, maxRetries: 3 })
    },
  }
}

clusterContract('embedded, instant kubelet', async () => ({
  ...(await makeWorld(() => instantKubelet())),
  nothingRuns: true,
}))
clusterContract('embedded, process kubelet', () => makeWorld((folder) => processKubelet({ folder })))
