import type { JsonObject, Pod } from '../../../core/kubernetes.ts'
import { isObject } from '../api/json.ts'
import { labelSelectorOf } from '../select/label-selector-object.ts'

const requiredTerms = (pod: Pod, kind: 'podAffinity' | 'podAntiAffinity'): JsonObject[] => {
  const affinity = pod.spec.affinity?.[kind]
  const terms = isObject(affinity) ? affinity['requiredDuringSchedulingIgnoredDuringExecution'] : undefined
  return Array.isArray(terms) ? terms.filter(isObject) : []
}

/** Whether a term of `owner` speaks of `other`. */
const speaksOf = (term: JsonObject, owner: Pod, other: Pod): boolean => {
  const named = Array.isArray(term['namespaces']) ? term['namespaces'] : []
  const anyNamespace = isObject(term['namespaceSelector'])
  const home = named.length === 0 && !anyNamespace ? [owner.metadata.namespace] : named
  return (
    (anyNamespace || home.includes(other.metadata.namespace ?? '')) &&
    labelSelectorOf(term['labelSelector'])(other.metadata.labels ?? {})
  )
}

/** Every required term finds the pod itself, or another one on the node. */
export const findsCompany = (pod: Pod, others: () => readonly Pod[]): boolean =>
  requiredTerms(pod, 'podAffinity').every(
    (term) => speaksOf(term, pod, pod) || others().some((other) => speaksOf(term, pod, other)),
  )

/** No required term of the pod keeps it away from a pod on the node. */
export const findsPeace = (pod: Pod, others: () => readonly Pod[]): boolean => {
  const terms = requiredTerms(pod, 'podAntiAffinity')
  return terms.length === 0 || !others().some((other) => terms.some((term) => speaksOf(term, pod, other)))
}

/** No required term of one that is there keeps the pod away. */
export const isWelcome = (pod: Pod, shy: Iterable<Pod>): boolean => {
  for (const other of shy)
    if (requiredTerms(other, 'podAntiAffinity').some((term) => speaksOf(term, other, pod))) return false
  return true
}

export const isShy = (pod: Pod): boolean => requiredTerms(pod, 'podAntiAffinity').length > 0
