import type { KubeObject } from '../../../core/kubernetes.ts'
import type { NodeApi } from '../kubelet.ts'

export type StoredData = ReadonlyMap<string, Buffer>

/** A Secret's or ConfigMap's entries. Undefined: there is no such object. */
export const storedData = (
  api: NodeApi,
  kind: 'Secret' | 'ConfigMap',
  { namespace, name }: { namespace: string; name: string },
): StoredData | undefined => {
  const object = api.get(kind === 'Secret' ? 'secrets' : 'configmaps', namespace, name)
  if (!object) return undefined
  const plain = entries(object, kind === 'Secret' ? 'stringData' : 'data', 'utf8')
  const encoded = entries(object, kind === 'Secret' ? 'data' : 'binaryData', 'base64')
  return new Map([...encoded, ...plain])
}

/** The kubelet's own words. */
export const notFound = (kind: 'Secret' | 'ConfigMap', name: string): string =>
  `${kind.toLowerCase()} "${name}" not found`

const entries = (object: KubeObject, field: string, encoding: BufferEncoding): [string, Buffer][] =>
  Object.entries((object[field] ?? {}) as Record<string, string>).map(([key, value]) => [
    key,
    Buffer.from(value, encoding),
  ])
