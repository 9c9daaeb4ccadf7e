import type { KubeObject } from '../../core/kubernetes.ts'
import type { Documents } from '../../ports/cluster.ts'
import { applyObject } from './apply-object.ts'
import type { KubeConnection } from './connection.ts'
import { readObject } from './create-object.ts'
import type { KubeClusterOptions } from './kube-cluster.ts'
import { pathIn } from './path.ts'
import { createKubeApi } from './request.ts'
import { createResources, type Resource } from './resources.ts'

/** Documents of any kind that the cluster knows, by the rights of the connection. Throws as `Cluster` does. */
export const createKubeDocuments = (connection: KubeConnection, options: KubeClusterOptions = {}): Documents => {
  const api = createKubeApi(connection, options.requestTimeoutMs ?? 10_000)
  const resources = createResources(api)
  const pathTo = (resource: Resource, namespace: string | undefined, ...rest: string[]): string =>
    pathIn(resource.root, resource.name, resource.namespaced ? namespace : undefined, rest)

  return {
    async apply(object) {
      const resource = await resources.ofKind(object.apiVersion, object.kind)
      return applyObject(api, pathTo(resource, object.metadata.namespace ?? connection.namespace), object)
    },
    async list(plural, namespace) {
      const resource = await resources.named(plural)
      const { body } = await api.send({ method: 'GET', path: pathTo(resource, namespace) })
      const { apiVersion, items } = body as { apiVersion: string; items: KubeObject[] | null }
      return (items ?? []).map((item) => ({ ...item, apiVersion, kind: resource.kind }))
    },
    async get(plural, namespace, name) {
      return readObject<KubeObject>(api, pathTo(await resources.named(plural), namespace, name))
    },
    async delete(plural, namespace, name) {
      const path = pathTo(await resources.named(plural), namespace, name)
      const { code } = await api.send({ method: 'DELETE', path, accept: [404] })
      return code !== 404
    },
  }
}
