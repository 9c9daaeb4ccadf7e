import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../lib/core/kubernetes.ts'
import type { ClusterWorld } from './cluster-world.ts'

export const documents = (world: () => ClusterWorld): void => {
  const configMap = (name: string, data: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: world().namespace, labels: { of: 'contract' } },
    data,
  })

  describe('documents', () => {
    it('are created, changed, left as they are, read and deleted', async () => {
      const { documents, namespace } = world()
      const read = async () => (await documents.get('configmaps', namespace, 'settings'))?.['data']
      expect(await documents.apply(configMap('settings', { a: '1', b: '2' }))).toBe('created')
      expect(await documents.apply(configMap('settings', { a: '1', b: '2' }))).toBe('unchanged')
      expect(await documents.apply(configMap('settings', { a: '1', b: '3' }))).toBe('configured')
      expect(await read()).toEqual({ a: '1', b: '3' })
      expect(
        (await documents.list('configmaps', namespace)).filter((one) => one.metadata.name === 'settings'),
      ).toMatchObject([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { of: 'contract' } } }])
      expect(await documents.delete('configmaps', namespace, 'settings')).toBe(true)
      expect(await documents.delete('configmaps', namespace, 'settings')).toBe(false)
      expect(await read()).toBeUndefined()
    })

    it('lose what a later version of the document does not say any more', async () => {
      const { documents, namespace } = world()
      await documents.apply(configMap('shrinking', { a: '1', b: '2' }))
      expect(await documents.apply(configMap('shrinking', { a: '1' }))).toBe('configured')
      expect((await documents.get('configmaps', namespace, 'shrinking'))?.['data']).toEqual({ a: '1' })
      expect(await documents.apply(configMap('shrinking', { a: '1' }))).toBe('unchanged')
    })

    it('may be secrets in plain text', async () => {
      const { documents, namespace } = world()
      const secret = (text: string): KubeObject => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'plain', namespace },
        stringData: { password: text },
      })
      expect(await documents.apply(secret('one'))).toBe('created')
      expect(await documents.apply(secret('one'))).toBe('unchanged')
      expect(await documents.apply(secret('two'))).toBe('configured')
      expect((await documents.get('secrets', namespace, 'plain'))?.['data']).toEqual({ password: 'dHdv' })
    })

    it('need a namespace that is there', async (context) => {
      context.skip(world().namespacesOnDemand === true, 'namespaces come into being here')
      const lost = configMap('lost', {})
      lost.metadata.namespace = 'nowhere-at-all'
      await expect(world().documents.apply(lost)).rejects.toMatchObject({ code: 'NamespaceGone' })
    })
  })
}
