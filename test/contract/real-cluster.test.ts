import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dump, load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeConnection } from '../../lib/adapters/kube/connection.ts'
import { createKubeCluster } from '../../lib/adapters/kube/kube-cluster.ts'
import { kubeConfigConnection } from '../../lib/adapters/kube/kube-config.ts'
import { createKubeDocuments } from '../../lib/adapters/kube/kube-documents.ts'
import { pathOf } from '../../lib/adapters/kube/path.ts'
import { createKubeApi } from '../../lib/adapters/kube/request.ts'
import { type ErrorCode, isError } from '../../lib/core/error.ts'
import { type ClusterWorld, leaveNothing, podThat, until } from './cluster/cluster-world.ts'
import { clusterContract } from './cluster.contract.ts'

/** A kubeconfig of any cluster in which a person may create namespaces. */
const file = process.env['KUBECONFIG']

const makeWorld = async (): Promise<ClusterWorld> => {
  const connection = await kubeConfigConnection({ file })
  const documents = createKubeDocuments(connection)
  const namespace = `contract-${randomBytes(4).toString('hex')}`
  await documents.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await until('its default account', () => documents.get('serviceaccounts', namespace, 'default'))
  const guest = await kubeConfigConnection({ text: withToken(await tokenOf(connection, namespace)) })
  return {
    cluster: createKubeCluster(connection),
    documents,
    namespace,
    powerless: createKubeCluster(guest),
    async close() {
      await documents.delete('namespaces', '', namespace)
      await Promise.all([connection.close(), guest.close()])
    },
  }
}

/** A service account that nobody has given any right. */
const tokenOf = async (connection: KubeConnection, namespace: string): Promise<string> => {
  const { body } = await createKubeApi(connection, 10_000).send({
    method: 'POST',
    path: pathOf('serviceaccounts', namespace, 'default', 'token'),
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  })
  return (body as { status: { token: string } }).status.token
}

const withToken = (token: string): string => {
  const config = load(readFileSync(file!, 'utf8')) as { users: { user: object }[] }
  return dump({ ...config, users: config.users.map((one) => ({ ...one, user: { token } })) })
}

if (file) {
  clusterContract('real', makeWorld)

  describe('real: cluster under constraint', { timeout: 60_000 }, () => {
    let world: ClusterWorld
    beforeAll(async () => {
      world = await makeWorld()
    }, 60_000)
    afterAll(async () => {
      await leaveNothing(world)
      await world.close?.()
    })

    it('says QuotaExceeded where the quota is full, and NamespaceGone once the namespace is going away', async () => {
      const { cluster, documents, namespace } = world
      let pods = 0
      /** A quota and the end of a namespace are noticed a moment late: other pods may pass meanwhile. */
      const refusal = (code: ErrorCode) =>
        until(code, async () => {
          pods += 1
          const pod = podThat({ name: `pod-${pods}`, namespace, run: 'exit 0' })
          const refused = await cluster.createPod(pod).catch((error: unknown) => error)
          return isError(refused, code) && refused
        })
      const metadata = { name: 'none', namespace }
      await documents.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } })
      expect(await refusal('QuotaExceeded')).toMatchObject({
        retryable: true,
        message: expect.stringContaining('exceeded quota: none'),
      })

      // Whatever the namespace holds, its finalizer keeps it from being gone at once.
      const held = { name: 'held', namespace, finalizers: ['contract.millrace.dev/held'] }
      await documents.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: held })
      await documents.delete('namespaces', '', namespace)
      expect(await refusal('NamespaceGone')).toMatchObject({
        message: expect.stringContaining('because it is being terminated'),
      })
      await documents.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...held, finalizers: [] } })
    })

    it('does not notice how a quantity is spelled', async () => {
      const { documents } = world
      const namespace = `${world.namespace}-quantity`
      const quota = (cpu: string) => ({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'cpu', namespace },
        spec: { hard: { 'limits.cpu': cpu } },
      })
      await documents.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
      await documents.apply(quota('1000m'))
      expect((await documents.get('resourcequotas', namespace, 'cpu'))?.['spec']).toEqual({
        hard: { 'limits.cpu': '1' },
      })
      expect(await documents.apply(quota('1000m'))).toBe('unchanged')
      await documents.delete('namespaces', '', namespace)
    })
  })
} else {
  describe('real: cluster', () => {
    it('passes the contract', (context) => context.skip('KUBECONFIG names no cluster'))
  })
}
