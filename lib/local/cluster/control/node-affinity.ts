import type { JsonObject, PodSpec } from '../../../core/kubernetes.ts'
import { isObject } from '../api/json.ts'
import { matchExpressions } from '../select/label-selector-object.ts'

interface Node {
  name: string
  labels: Readonly<Record<string, string>>
}

/** Whether `nodeSelector` and the required node affinity of a pod let it run on the node. */
export const acceptsNode = (spec: PodSpec, node: Node): boolean =>
  Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => node.labels[key] === value) &&
  requiredTerms(spec).every((terms) => terms.some((term) => termAccepts(term, node)))

const requiredTerms = ({ affinity }: PodSpec): JsonObject[][] => {
  const node = affinity?.['nodeAffinity']
  const required = isObject(node) ? node['requiredDuringSchedulingIgnoredDuringExecution'] : undefined
  const terms = isObject(required) ? required['nodeSelectorTerms'] : undefined
  return Array.isArray(terms) ? [terms.filter(isObject)] : []
}

/** A term without anything in it accepts no node. */
const termAccepts = (term: JsonObject, { name, labels }: Node): boolean => {
  const part = (key: string) => (Array.isArray(term[key]) ? term[key].filter(isObject) : [])
  const [expressions, fields] = [part('matchExpressions'), part('matchFields')]
  if (expressions.length + fields.length === 0) return false
  return matchExpressions(expressions)(labels) && matchExpressions(fields)({ 'metadata.name': name })
}
