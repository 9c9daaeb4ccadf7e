import type { KubeConnection } from '../../adapters/kube/connection.ts'
import { createKubeCluster } from '../../adapters/kube/kube-cluster.ts'
import { createKubeDocuments } from '../../adapters/kube/kube-documents.ts'
import type { DataFolder } from '../../local/data-folder.ts'
import type { Cluster, Documents } from '../../ports/cluster.ts'
import { hostConnection } from './host-connection.ts'

/** The embedded cluster of whichever process hosts the folder at the moment. */
export interface HostLink {
  /** Undefined when there is no host. */
  reach(): Promise<{ cluster: Cluster; documents: Documents } | undefined>
  close(): Promise<void>
}

interface Reached {
  connection: KubeConnection
  cluster: Cluster
  documents: Documents
}

export const createHostLink = (folder: DataFolder): HostLink => {
  let reached: Reached | undefined
  const replace = async (next: KubeConnection | undefined): Promise<void> => {
    await reached?.connection.close()
    reached = next && { connection: next, cluster: createKubeCluster(next), documents: createKubeDocuments(next) }
  }
  return {
    reach: async () => {
      const connection = await hostConnection(folder)
      if (connection?.server !== reached?.connection.server) await replace(connection)
      return reached
    },
    close: () => replace(undefined),
  }
}
