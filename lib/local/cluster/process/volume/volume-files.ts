import type { Json, JsonObject, Pod } from '../../../../core/kubernetes.ts'
import type { NodeApi } from '../../kubelet.ts'
import { fieldValue } from '../environment/field-value.ts'
import { type ResourceReference, resourceValue } from '../environment/resource-value.ts'
import { notFound, storedData } from '../stored-data.ts'

export interface VolumeFile {
  /** Relative, without `..`. */
  path: string
  content: Buffer
  mode: number
}

interface Item {
  key?: string
  path: string
  mode?: number
  fieldRef?: { fieldPath: string }
  resourceFieldRef?: ResourceReference
}

type Source = { [field: string]: Json | undefined }

/**
 * The files of a volume that is made of API objects; undefined for one that is not.
 * Throws an Error in the kubelet's words while something is missing.
 */
export const volumeFiles = (api: NodeApi, pod: Pod, volume: Source): VolumeFile[] | undefined => {
  const { configMap, secret, downwardAPI, projected } = volume as Record<string, JsonObject | undefined>
  if (configMap) return stored(api, pod, 'ConfigMap', configMap)
  if (secret) return stored(api, pod, 'Secret', { ...secret, name: secret.secretName ?? '' })
  if (downwardAPI) return downward(pod, downwardAPI)
  if (projected) return sourcesOf(projected).flatMap((source) => ofProjection(api, pod, source))
  return undefined
}

const sourcesOf = (projected: JsonObject): Record<string, JsonObject | undefined>[] => {
  const { defaultMode } = projected
  const sources = (projected.sources ?? []) as Record<string, JsonObject>[]
  return sources.map((source) =>
    Object.fromEntries(
      Object.entries(source).map(([kind, value]) => [kind, { defaultMode: defaultMode ?? null, ...value }]),
    ),
  )
}

const ofProjection = (api: NodeApi, pod: Pod, source: Record<string, JsonObject | undefined>): VolumeFile[] => {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source
  if (configMap) return stored(api, pod, 'ConfigMap', configMap)
  if (secret) return stored(api, pod, 'Secret', secret)
  if (downwardAPI) return downward(pod, downwardAPI)
  if (serviceAccountToken) return [token(serviceAccountToken)]
  throw new Error(`unsupported projected volume source: ${Object.keys(source).join(', ')}`)
}

const stored = (api: NodeApi, pod: Pod, kind: 'Secret' | 'ConfigMap', source: JsonObject): VolumeFile[] => {
  const { name = '' } = source as { name?: string }
  const data = storedData(api, kind, { namespace: pod.metadata.namespace ?? 'default', name })
  if (!data && !source.optional) throw new Error(notFound(kind, name))
  const items = source.items as Item[] | undefined | null
  const mode = defaultMode(source)
  if (!items) return [...(data ?? [])].map(([path, content]) => ({ path: safe(path), content, mode }))
  return items.flatMap((item) => {
    const content = data?.get(item.key!)
    if (content) return [{ path: safe(item.path), content, mode: item.mode ?? mode }]
    if (source.optional) return []
    throw new Error(
      kind === 'Secret'
        ? `references non-existent secret key: ${item.key}`
        : `configmap references non-existent config key: ${item.key}`,
    )
  })
}

const downward = (pod: Pod, source: JsonObject): VolumeFile[] =>
  ((source.items ?? []) as unknown as Item[]).map(({ path, mode, fieldRef, resourceFieldRef }) => ({
    path: safe(path),
    content: Buffer.from(
      resourceFieldRef
        ? resourceValue(pod, resourceFieldRef.containerName ?? '', resourceFieldRef)
        : fieldValue(pod, fieldRef?.fieldPath ?? ''),
    ),
    mode: mode ?? defaultMode(source),
  }))

/** There is nothing to prove to anyone here: the file is there for programs that look whether it is. */
const token = (source: JsonObject): VolumeFile => ({
  path: safe((source as { path: string }).path),
  content: Buffer.from('embedded-cluster'),
  mode: defaultMode(source),
})

const defaultMode = (source: JsonObject): number =>
  typeof source.defaultMode === 'number' ? source.defaultMode : 0o644

const safe = (path: string): string => {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..'))
    throw new Error(`invalid path "${path}": must be relative, without ".."`)
  return path
}
