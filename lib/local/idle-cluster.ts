import { DatabaseSync } from 'node:sqlite'
import { createKubeCluster } from '../adapters/kube/kube-cluster.ts'
import { createKubeDocuments } from '../adapters/kube/kube-documents.ts'
import { urlConnection } from '../adapters/kube/url-connection.ts'
import type { Cluster, Documents } from '../ports/cluster.ts'
import type { Log } from '../ports/log.ts'
import { startEmbeddedCluster } from './cluster/embedded-cluster.ts'
import { idleKubelet } from './cluster/idle-kubelet.ts'
import type { DataFolder } from './data-folder.ts'
import { holdHostLease } from './host-lease.ts'
import type { Store } from './store.ts'

/** The embedded cluster of a folder in which nothing runs. */
export interface IdleCluster {
  cluster: Cluster
  documents: Documents
  stop(): Promise<void>
}

/**
 * Takes the host's place for a while, to change objects with nothing at work: no use case, no container. What ran when
 * the last host died is reported as disrupted, as the next host would. Undefined when another living process is the host.
 */
export const startIdleCluster = async ({
  folder,
  store,
  log,
}: {
  folder: DataFolder
  store: Store
  log: Log
}): Promise<IdleCluster | undefined> => {
  const lease = await holdHostLease(store, { log })
  if (!lease) return undefined
  const database = new DatabaseSync(folder.database, { timeout: 5_000 })
  const kubelet = idleKubelet(folder.cluster)
  const embedded = await startEmbeddedCluster({ database, dataFolder: folder.cluster, kubelet, log })
  const connection = urlConnection(embedded)
  return {
    cluster: createKubeCluster(connection),
    documents: createKubeDocuments(connection),
    stop: async () => {
      await connection.close()
      await embedded.close()
      database.close()
      await lease.drop()
    },
  }
}
