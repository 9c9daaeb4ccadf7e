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

/** Every required term finds a pod on the node, or, when nobody matches yet, the pod itself. */
export const findsCompany = (pod: Pod, others: readonly Pod[]): boolean =>
  requiredTerms(pod, 'podAffinity').every((term) => [...others, pod].some((other) => speaksOf(term, pod, other)))

/** No required term of the pod keeps it away from a pod on the node, nor the other way round. */
export const findsPeace = (pod: Pod, others: readonly Pod[]): boolean =>
  others.every(
    (other) =>
      !requiredTerms(pod, 'podAntiAffinity').some((term) => speaksOf(term, pod, other)) &&
      !requiredTerms(other, 'podAntiAffinity').some((term) => speaksOf(term, other, pod)),
  )

/** Whether it matters to this pod who else is on the node. */
export const caresForOthers = (pod: Pod): boolean =>
  requiredTerms(pod, 'podAffinity').length + requiredTerms(pod, 'podAntiAffinity').length > 0
