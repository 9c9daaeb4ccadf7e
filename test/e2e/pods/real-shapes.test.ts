import { randomBytes } from 'node:crypto'
import { describe, it } from 'vitest'
import { createKubeCluster } from '../../../lib/adapters/kube/kube-cluster.ts'
import { kubeConfigConnection } from '../../../lib/adapters/kube/kube-config.ts'
import { createKubeDocuments } from '../../../lib/adapters/kube/kube-documents.ts'
import { leaveNothing, until } from '../../contract/cluster/cluster-world.ts'
import { podShapes, type ShapesWorld } from './shapes.contract.ts'

/** A kubeconfig of any cluster in which a person may create namespaces. */
const file = process.env['KUBECONFIG']

const makeWorld = async (): Promise<ShapesWorld> => {
  const connection = await kubeConfigConnection({ file })
  const documents = createKubeDocuments(connection)
  const namespace = `shapes-${randomBytes(4).toString('hex')}`
  const restricted = `${namespace}-restricted`
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  await documents.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await documents.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: restricted, labels } })
  for (const name of [namespace, restricted])
    await until('its default account', () => documents.get('serviceaccounts', name, 'default'))
  const cluster = createKubeCluster(connection)
  return {
    cluster,
    documents,
    namespace,
    restricted,
    users: true,
    images: true,
    async close() {
      await leaveNothing({ cluster, documents, namespace: restricted })
      await documents.delete('namespaces', '', namespace)
      await documents.delete('namespaces', '', restricted)
      await connection.close()
    },
  }
}

if (file) podShapes('a real kubelet', makeWorld)
else
  describe('a real kubelet: a pod of a Tekton task', () => {
    it('runs as it does here', (context) => context.skip('KUBECONFIG names no cluster'))
  })
