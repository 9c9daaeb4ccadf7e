import type { Pod } from '../../../../core/kubernetes.ts'
import { nodeAddress } from '../node-address.ts'

const entry = /^metadata\.(labels|annotations)\['(.+)'\]$/

/** What a `fieldRef` names (downward API), for a variable or a file. Throws an Error when there is no such field. */
export const fieldValue = (pod: Pod, path: string): string => {
  const { metadata, spec } = pod
  const [, map, key] = entry.exec(path) ?? []
  if (map === 'labels' || map === 'annotations') return metadata[map]?.[key!] ?? ''
  const simple: Record<string, () => string> = {
    'metadata.name': () => metadata.name,
    'metadata.namespace': () => metadata.namespace ?? 'default',
    'metadata.uid': () => metadata.uid ?? '',
    'metadata.labels': () => formatMap(metadata.labels),
    'metadata.annotations': () => formatMap(metadata.annotations),
    'spec.nodeName': () => spec.nodeName ?? '',
    'spec.serviceAccountName': () => spec.serviceAccountName ?? 'default',
    'status.podIP': () => nodeAddress,
    'status.podIPs': () => nodeAddress,
    'status.hostIP': () => nodeAddress,
    'status.hostIPs': () => nodeAddress,
  }
  const value = Object.hasOwn(simple, path) ? simple[path] : undefined
  if (!value) throw new Error(`unsupported fieldPath: ${path}`)
  return value()
}

const formatMap = (map: Record<string, string> = {}): string =>
  Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n')
