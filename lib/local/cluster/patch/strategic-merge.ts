import type { Json, JsonObject } from '../../../core/kubernetes.ts'
import { badRequest } from '../api/api-error.ts'
import { isObject, sameJson } from '../api/json.ts'
import { own, setOwn } from './merge-patch.ts'

/** Lists whose items are objects that have an identity. All other lists of objects are replaced whole. */
const mergeKeys = new Map(
  Object.entries({
    containers: 'name',
    initContainers: 'name',
    ephemeralContainers: 'name',
    volumes: 'name',
    env: 'name',
    volumeMounts: 'mountPath',
    volumeDevices: 'devicePath',
    ports: 'containerPort',
    imagePullSecrets: 'name',
    secrets: 'name',
    hostAliases: 'ip',
    topologySpreadConstraints: 'topologyKey',
    ownerReferences: 'uid',
    conditions: 'type',
    podIPs: 'ip',
    hostIPs: 'ip',
  }),
)
/** Lists of texts to which a patch adds. */
const sets = new Set(['finalizers'])

/**
 * Kubernetes' strategic merge: like a merge patch, but lists with an identity are merged by it.
 * Knows `$patch: delete | replace | merge`, `$deleteFromPrimitiveList/…` and `$retainKeys`; order directives only sort.
 */
export const strategicMerge = (target: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return patch
  if (patch['$patch'] === 'replace') return without(patch, '$patch')
  if (patch['$patch'] === 'delete') return {}
  const merged = retained(isObject(target) ? { ...target } : {}, patch['$retainKeys'])
  for (const [key, value] of Object.entries(patch)) mergeField(merged, key, value)
  for (const [key, order] of Object.entries(patch))
    if (key.startsWith(orderDirective)) sortList(merged, key.slice(orderDirective.length), order)
  return merged
}

const deleteDirective = '$deleteFromPrimitiveList/'
const orderDirective = '$setElementOrder/'

const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([other]) => other !== key))

const retained = (target: JsonObject, keys: Json | undefined): JsonObject =>
  Array.isArray(keys) ? Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key))) : target

const mergeField = (merged: JsonObject, key: string, value: Json) => {
  if (key.startsWith(deleteDirective)) return deleteItems(merged, key.slice(deleteDirective.length), value)
  if (key.startsWith('$')) return
  if (value === null) delete merged[key]
  else if (Array.isArray(value)) setOwn(merged, key, mergeList(key, own(merged, key), value))
  else setOwn(merged, key, strategicMerge(own(merged, key), value))
}

const deleteItems = (merged: JsonObject, key: string, items: Json) => {
  const list = own(merged, key)
  if (Array.isArray(list) && Array.isArray(items))
    setOwn(
      merged,
      key,
      list.filter((item) => !items.includes(item)),
    )
}

const mergeList = (name: string, target: Json | undefined, patch: Json[]): Json[] => {
  const current = Array.isArray(target) ? target : []
  if (sets.has(name)) return [...patch, ...current.filter((item) => !patch.includes(item))]
  const mergeKey = mergeKeys.get(name)
  if (mergeKey === undefined) return patch
  if (patch.some((item) => isObject(item) && item['$patch'] === 'replace'))
    return patch.filter((item) => !(isObject(item) && item['$patch'] === 'replace'))
  return patch.reduce<Json[]>((list, item) => mergeItem(list, item, mergeKey), current)
}

const mergeItem = (list: Json[], item: Json, key: string): Json[] => {
  if (!isObject(item) || item[key] === undefined)
    throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
  const at = list.findIndex((other) => isObject(other) && sameJson(other[key], item[key]))
  if (item['$patch'] === 'delete') return at < 0 ? list : list.toSpliced(at, 1)
  const merged = strategicMerge(at < 0 ? undefined : list[at], item)
  return at < 0 ? [...list, merged] : list.with(at, merged)
}

/** Items that the order names come in its order; the rest stays where it is, after them. */
const sortList = (merged: JsonObject, name: string, order: Json) => {
  const list = own(merged, name)
  if (!Array.isArray(list) || !Array.isArray(order)) return
  const key = mergeKeys.get(name)
  const identity = (item: Json) => (key !== undefined && isObject(item) ? item[key] : item)
  const rank = (item: Json) => {
    const at = order.findIndex((other) => sameJson(identity(other), identity(item)))
    return at < 0 ? order.length : at
  }
  setOwn(
    merged,
    name,
    list.toSorted((a, b) => rank(a) - rank(b)),
  )
}
