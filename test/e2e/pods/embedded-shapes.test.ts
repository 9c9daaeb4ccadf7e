import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createKubeCluster } from '../../../lib/adapters/kube/kube-cluster.ts'
import { createKubeDocuments } from '../../../lib/adapters/kube/kube-documents.ts'
import { urlConnection } from '../../../lib/adapters/kube/url-connection.ts'
import { startEmbeddedCluster } from '../../../lib/local/cluster/embedded-cluster.ts'
import { processKubelet } from '../../../lib/local/cluster/process/process-kubelet.ts'
import { podShapes } from './shapes.contract.ts'

podShapes('the process kubelet', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-shapes-'))
  const database = new DatabaseSync(':memory:')
  const kubelet = processKubelet({ folder: join(folder, 'pods') })
  const embedded = await startEmbeddedCluster({ database, dataFolder: folder, kubelet })
  const connection = urlConnection(embedded)
  return {
    cluster: createKubeCluster(connection),
    documents: createKubeDocuments(connection),
    namespace: 'shapes',
    users: process.getuid?.() === 0,
    images: false,
    close: async () => {
      await connection.close()
      await embedded.close()
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})
